/** @file What a graphics processor is called: the same seed gives another text on another one. */

/** As far as the browser tells; each may be empty. */
export interface GpuName {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
}

/** Null where the browser tells nothing. */
export function gpuNameOf(gpu: GpuName | null): GpuName | null {
  if (!gpu) return null;
  const { vendor = '', architecture = '', description = '' }: Partial<GpuName> = gpu;
  return vendor + architecture + description === '' ? null : { vendor, architecture, description };
}

/** Each once, in the order in which they first come. */
export function differentGpus(gpus: readonly (GpuName | null | undefined)[]): GpuName[] {
  const known = gpus.filter((gpu) => gpu !== null && gpu !== undefined);
  const nameOf = ({ vendor, architecture, description }: GpuName): string =>
    JSON.stringify([vendor, architecture, description]);
  return [...new Map(known.map((gpu) => [nameOf(gpu), gpu])).values()];
}

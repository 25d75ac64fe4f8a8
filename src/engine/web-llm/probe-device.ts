/** @file Asks the browser what its graphics processor can do, before anything is downloaded for it. */
import type { Device, GpuReport } from '../../core/llm-fit';

/**
 * What WebLLM would find; no adapter is null, never an error.
 * @param touchPoints of the screen, which only a page is told
 */
export async function probeDevice(touchPoints = 0): Promise<Device> {
  const { deviceMemory, userAgentData } = navigator as Navigator & {
    readonly deviceMemory?: number;
    readonly userAgentData?: { readonly mobile?: boolean };
  };
  return {
    gpu: await probeGpu(),
    memoryGB: deviceMemory ?? null,
    isMobile: userAgentData?.mobile ?? isMobileByName(navigator.userAgent, touchPoints),
  };
}

/** An iPad calls itself a Macintosh, but no Macintosh has a screen to touch. */
export function isMobileByName(userAgent: string, touchPoints: number): boolean {
  return /Android|iPhone|iPad|Mobile/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);
}

async function probeGpu(): Promise<GpuReport | null> {
  try {
    const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return null;
    const { info, limits, features } = adapter;
    return {
      vendor: info.vendor,
      architecture: info.architecture,
      description: info.description,
      isSoftware:
        info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${info.architecture} ${info.description}`),
      hasF16: features.has('shader-f16'),
      maxBufferBytes: limits.maxBufferSize,
      maxStorageBufferBytes: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerStage: limits.maxStorageBuffersPerShaderStage,
      maxWorkgroupStorageBytes: limits.maxComputeWorkgroupStorageSize,
    };
  } catch {
    return null;
  }
}

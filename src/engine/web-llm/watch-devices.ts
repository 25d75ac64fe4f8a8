/**
 * @file Hears of every lost GPU device. WebLLM makes its own devices and, once a model is loaded, tells nobody when one
 * is taken away: requests then hang or fail without a reason. So `requestDevice` is listened in on, in this thread.
 */
export type LostReason = { readonly reason: string; readonly message: string };

let listener: ((lost: LostReason) => void) | null = null;
let isWatching = false;

/** From now on `onLost` is told; one listener at a time. A device that was destroyed on purpose counts as well. */
export function watchDevices(onLost: ((lost: LostReason) => void) | null): void {
  listener = onLost;
  if (isWatching || typeof GPUAdapter === 'undefined') return;
  isWatching = true;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its adapter below
  const original = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, ...args) {
    // The end of a device is the business of whoever had it made: that of the last model may be told late.
    const mine = listener;
    const device = await original.apply(this, args);
    void device.lost.then(({ reason, message }) => {
      if (mine === listener) mine?.({ reason, message });
    });
    return device;
  };
}

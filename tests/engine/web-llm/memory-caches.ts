/** @file The browser's caches in memory; full after so many bytes. */
export class MemoryCaches implements Pick<CacheStorage, 'open' | 'delete'> {
  readonly #caches = new Map<string, MemoryCache>();
  roomBytes = Infinity;
  usedBytes = 0;

  open(name: string): Promise<Cache> {
    let cache = this.#caches.get(name);
    if (!cache) this.#caches.set(name, (cache = new MemoryCache(this)));
    return Promise.resolve(cache as unknown as Cache);
  }
  delete(name: string): Promise<boolean> {
    return Promise.resolve(this.#caches.delete(name));
  }
  /** Every address kept, in all caches. */
  get urls(): string[] {
    return [...this.#caches.values()].flatMap((cache) => [...cache.entries.keys()]);
  }
}

class MemoryCache {
  readonly entries = new Map<string, { body: ArrayBuffer; headers: [string, string][] }>();
  readonly #owner: MemoryCaches;

  constructor(owner: MemoryCaches) {
    this.#owner = owner;
  }
  async put(key: string, response: Response): Promise<void> {
    const body = await response.arrayBuffer();
    if (this.#owner.usedBytes + body.byteLength > this.#owner.roomBytes)
      throw new DOMException('full', 'QuotaExceededError');
    this.#owner.usedBytes += body.byteLength;
    this.entries.set(key, { body, headers: [...response.headers] });
  }
  match(key: string | Request): Promise<Response | undefined> {
    const found = this.entries.get(typeof key === 'string' ? key : key.url);
    return Promise.resolve(found && new Response(found.body, { headers: found.headers }));
  }
  keys(): Promise<Request[]> {
    return Promise.resolve([...this.entries.keys()].map((url) => new Request(url)));
  }
  delete(key: string | Request): Promise<boolean> {
    return Promise.resolve(this.entries.delete(typeof key === 'string' ? key : key.url));
  }
}

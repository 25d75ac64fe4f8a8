/** @file Hears which addresses the site's own content policy keeps this thread from: a fetch fails without a reason. */
const blocked = new Set<string>();

if (typeof addEventListener === 'function') {
  addEventListener('securitypolicyviolation', ({ blockedURI }: SecurityPolicyViolationEvent) => {
    blocked.add(originOf(blockedURI));
  });
}

/** True where a request to that host was refused by the policy; to be asked after the request has failed. */
export async function isBlockedByPolicy(url: string): Promise<boolean> {
  // The report comes in a task of its own, after the fetch has failed.
  await new Promise((resolve) => setTimeout(resolve, 50));
  return blocked.has(originOf(url));
}

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return url;
  }
}

/**
 * @file The headers the site is served with: one list, for the local server and for static hosts.
 * The page has no inline script or style, and talks to its own origin and, when a visitor asks for a language model, to
 * the hosts that keep models; the policy holds it to that.
 */

/** Where models and their libraries are downloaded from: Hugging Face with its storage, and MLC's libraries. */
const MODEL_HOSTS = [
  'https://huggingface.co',
  'https://*.huggingface.co',
  'https://*.hf.co',
  'https://raw.githubusercontent.com',
];

/** Further hosts, with spaces between, such as a school's own mirror; read when the site is built or served. */
const OWN_MODEL_HOSTS = (process.env.GOLDILOCKS_MODEL_HOSTS ?? '').split(/\s+/).filter(isOrigin);

/** A word that could end the directive, or begin another, is no origin. */
function isOrigin(text: string): boolean {
  return /^https?:\/\/[\w.*:-]+$/.test(text);
}

/** @param moreHosts origins the page may fetch models from besides; what is no origin is left out */
function contentSecurityPolicy(moreHosts: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    ["connect-src 'self'", ...MODEL_HOSTS, ...OWN_MODEL_HOSTS, ...moreHosts.filter(isOrigin)].join(' '),
    "worker-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const CONTENT_SECURITY_POLICY = contentSecurityPolicy();

type Headers = Readonly<Record<string, string>>;

const EVERYWHERE: Headers = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** Paths from the site's root: `/*` is everything, `/assets/*` what lies below; a later rule adds to an earlier one. */
const HEADER_RULES: readonly { readonly path: string; readonly headers: Headers }[] = [
  { path: '/*', headers: EVERYWHERE },
  // The build puts a hash of the content into these files' names, so they never change.
  { path: '/assets/*', headers: { 'Cache-Control': 'public, max-age=31536000, immutable' } },
];

/** Cache header of files that no rule names: the browser revalidates them each time. */
const DEFAULT_CACHE: Headers = { 'Cache-Control': 'no-cache' };

/** Headers of the answer for a path such as `/assets/index-1a2b.js`. */
export function headersFor(path: string, moreModelHosts: readonly string[] = []): Record<string, string> {
  const headers: Record<string, string> = { ...DEFAULT_CACHE };
  for (const rule of HEADER_RULES) {
    if (path.startsWith(rule.path.slice(0, -1))) Object.assign(headers, rule.headers);
  }
  if (moreModelHosts.length > 0) headers['Content-Security-Policy'] = contentSecurityPolicy(moreModelHosts);
  return headers;
}

/** The same list as the file `_headers` that static hosts read (Netlify, Cloudflare Pages and others). */
export function headersFile(): string {
  const blocks = HEADER_RULES.map(({ path, headers }) =>
    [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
}

/** @file Light or dark: what the system says, until the visitor says otherwise. */

export type ThemeName = 'light' | 'dark';

const STORAGE_KEY = 'goldilocks-theme';
const SYSTEM_IS_DARK = '(prefers-color-scheme: dark)';

export class Theme {
  /** Null while the system decides. */
  #chosen = $state<ThemeName | null>(readChoice());
  #system = $state<ThemeName>('light');
  readonly name: ThemeName = $derived(this.#chosen ?? this.#system);
  readonly other: ThemeName = $derived(this.name === 'dark' ? 'light' : 'dark');

  constructor() {
    const query = matchMedia(SYSTEM_IS_DARK);
    this.#system = query.matches ? 'dark' : 'light';
    query.addEventListener('change', (event) => (this.#system = event.matches ? 'dark' : 'light'));
    this.#apply();
  }

  toggle(): void {
    this.#chosen = this.other;
    this.#apply();
    try {
      localStorage.setItem(STORAGE_KEY, this.#chosen);
    } catch {
      // Storage may be refused; the choice then lasts as long as the page.
    }
  }

  /** The style sheet reads the attribute; without it, it asks the system itself. */
  #apply(): void {
    if (this.#chosen) document.documentElement.dataset.theme = this.#chosen;
  }
}

function readChoice(): ThemeName | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === 'light' || stored === 'dark' ? stored : null;
  } catch {
    return null;
  }
}

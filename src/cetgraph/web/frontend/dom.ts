// Elements, found and made.

type Piece = globalThis.Node | string;

export function find<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page lacks #${id}`);
  return element as T;
}

export function make<K extends keyof HTMLElementTagNameMap>(tag: K, words = "", ...children: Piece[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = words;
  element.append(...children);
  return element;
}

export function button(words: string, name: string, act: () => void, spoken = ""): HTMLButtonElement {
  const element = make("button", words);
  element.type = "button";
  element.className = name;
  if (spoken) element.setAttribute("aria-label", spoken);
  element.addEventListener("click", act);
  return element;
}

export function link(words: string, address: string): HTMLAnchorElement {
  const element = make("a", words);
  element.href = address;
  return element;
}

export function choices(...buttons: Piece[]): HTMLElement {
  const element = make("div", "", ...buttons);
  element.className = "choices";
  return element;
}

/** Give way, so that the page answers and draws between two pieces of work. */
export function breath(): Promise<void> {
  return new Promise((go) => setTimeout(go, 0));
}

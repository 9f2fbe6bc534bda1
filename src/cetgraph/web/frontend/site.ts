// The search that every page carries: suggestions as one types, and "/" leads to it.

import { listen } from "./search";

const field = document.querySelector<HTMLInputElement>("#search-words");
const list = document.querySelector<HTMLElement>("#search-found");

if (field?.form && list) {
  listen(field, list, {
    address: `${field.form.getAttribute("action")}.json`,
    pick: (item) => {
      if (item.path) location.assign(item.path);
    },
    enter: "words",
  });
  document.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement;
    const types = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
    if (event.key !== "/" || types || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

"use strict";
(() => {
  const tools = document.getElementById("tools");
  const find = document.getElementById("find");
  const matches = document.getElementById("matches");
  const parts = [...document.querySelectorAll("[data-part]")].reverse();
  const blocks = [...document.querySelectorAll(".block")];
  const items = [];
  const total = { change: 0, problem: 0 };
  for (const block of blocks) {
    // A group of problems says in its heading what all of them have in common.
    const heading = block.closest(".group")?.querySelector("h3");
    for (const el of block.querySelectorAll("[data-show]")) {
      const show = el.dataset.show;
      const kind = show === "problem" ? "problem" : "change";
      total[kind]++;
      items.push({ el, block, show, kind, heading, text: null, hit: true, off: false });
    }
  }
  if (!items.length) return;

  // Accents are left out on both sides, so that "nunez" finds Núñez.
  const fold = (s) => s.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
  const textOf = (item) =>
    fold((item.heading ? item.heading.textContent + " " : "") + item.el.textContent);
  const count = (n, noun) => n.toLocaleString("en") + " " + noun + (n === 1 ? "" : "s");

  let turn = 0;
  function apply() {
    const words = fold(find.value).split(/\s+/).filter(Boolean);
    const show = tools.elements.show.value;
    const mine = ++turn;
    let at = 0;
    // Many thousands are looked through in slices, so that typing never waits,
    // and the page is touched once at the end. The next keystroke makes this
    // turn obsolete.
    const slice = () => {
      if (mine !== turn) return;
      const until = performance.now() + 12;
      while (at < items.length && performance.now() < until) {
        for (const end = Math.min(at + 50, items.length); at < end; at++) {
          const item = items[at];
          item.hit = show === "" || show === item.show;
          if (item.hit && words.length) {
            item.text ??= textOf(item);
            item.hit = words.every((w) => item.text.includes(w));
          }
        }
      }
      if (at < items.length) {
        setTimeout(slice, 0);
        return;
      }
      display(show, words.length > 0 || show !== "");
    };
    slice();
  }

  function display(show, narrowed) {
    const found = { change: 0, problem: 0 };
    const shown = new Map(blocks.map((block) => [block, 0]));
    for (const item of items) {
      if (item.hit) {
        found[item.kind]++;
        shown.set(item.block, shown.get(item.block) + 1);
      }
      if (item.off === item.hit) {
        item.off = !item.hit;
        item.el.classList.toggle("off", item.off);
      }
    }
    for (const [block, n] of shown) {
      block.classList.toggle("off", narrowed && n === 0);
      block.style.setProperty("--shown", n);
    }
    for (const part of parts) {
      part.classList.toggle("off", narrowed && !part.querySelector(".block:not(.off)"));
    }
    if (found.change + found.problem === 0) {
      matches.textContent = "Nothing matches";
      return;
    }
    const said = [];
    for (const kind of ["change", "problem"]) {
      const asked = show === "" || (show === "problem") === (kind === "problem");
      if (total[kind] > 0 && asked) {
        said.push((narrowed ? found[kind].toLocaleString("en") + " of " : "") + count(total[kind], kind));
      }
    }
    matches.textContent = "Showing " + said.join(" and ");
  }

  let wait = 0;
  find.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(apply, 120);
  });
  tools.addEventListener("change", apply);
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.hidden = false;
  apply();
})();

// Beside every block of TOML that can stand by itself: a link to the playground, with the block in it.
import { packed } from "./play-link.js";

const chinese = document.documentElement.lang.startsWith("zh");
const page = (document.documentElement.dataset.content_root ?? "./") + "playground.html";

function kind(block, text) {
  const named = [...block.classList].find((name) => name.startsWith("kaohe-"));
  if (named) return named.slice("kaohe-".length);
  if (/^\[\[(case|expect)\]\]/m.test(text)) return "case";
  if (/^\[(project|plugin-sets|tables|table\.)/m.test(text)) return "config";
  if (/^subject\s*=/m.test(text)) return "scheme";
  return /^\s*\[\[dimension\]\]/m.test(text) || !/\[\[dimension\.clause\]\]/.test(text) ? "part" : "clause";
}

for (const block of document.querySelectorAll("div.highlight-toml")) {
  const text = block.querySelector("pre").textContent;
  const what = kind(block, text);
  if (!["clause", "part", "scheme", "case"].includes(what) || !self.CompressionStream) continue;
  const link = document.createElement("a");
  link.className = "kaohe-try";
  link.textContent = chinese ? "试一试" : "Try it";
  link.href = `${page}#p=${await packed({ kind: what, text })}`;
  block.after(link);
}

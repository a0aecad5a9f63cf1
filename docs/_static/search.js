// The search of the site: every word that is asked, or one that means the same, in the sections of all pages.
// A classic script that asks for nothing, so that it works from a disk too (search-index.js comes before it).
"use strict";

const kaoheSearch = (() => {
  const { pages, same } = self.kaoheIndex;
  const HAN = /[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/;
  const RUNS = /[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[\p{Letter}\p{Number}_.-]+/gu;
  const PLAIN = /怎么办|怎么|怎样|如何|什么|为什么|哪里|能不能|可不可以|可以|应该|我们|我的|的|了|吗|呢/g; // of questions
  const WEIGHT = {
    // of a page, or of all in its folder; names for programmers come after everything that schools look for
    tutorial: 1.1,
    "how-to": 1.2,
    plugins: 0.8,
    findings: 0.4,
    changes: 0.2,
    "reference/formula-names": 0.3,
    "reference/plugin-names": 0.3,
    "reference/public-names": 0.3,
    "reference/python": 0.3,
    "reference/testing-names": 0.3,
  };
  const narrow = (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0); // ％ as %, Ａ as A: of the same length
  const plain = (text) => text.replace(/[\uff01-\uff5e]/g, narrow).toLowerCase();
  const groups = same.map((group) => group.map(plain));
  const known = [...new Set(groups.flat())].sort((one, other) => other.length - one.length);
  const sections = pages.flatMap(([page, title, inside]) =>
    inside.map(([anchor, name, text]) => ({
      page,
      title,
      anchor,
      name,
      text,
      inTitle: plain(title),
      inName: plain(name),
      inText: plain(text),
      weight: WEIGHT[page] ?? WEIGHT[page.split("/")[0]] ?? 1,
    })),
  );

  // what is asked ---------------------------------------------------------------------------------------------------

  function cut(run) {
    // a Chinese run into the words that are known and what stands between them
    if (!HAN.test(run) || known.includes(run)) return [run];
    const found = [];
    let rest = "";
    for (let at = 0; at < run.length; ) {
      const word = known.find((one) => one.length > 1 && run.startsWith(one, at));
      if (!word) {
        rest += run[at];
        at += 1;
        continue;
      }
      if (rest) found.push(rest);
      rest = "";
      found.push(word);
      at += word.length;
    }
    if (rest) found.push(rest);
    return found;
  }

  function asked(query) {
    const whole = plain(query).trim();
    if (known.includes(whole)) return [alternatives(whole)];
    const runs = whole.replace(PLAIN, " ").match(RUNS) ?? whole.match(RUNS) ?? [];
    return runs.flatMap(cut).map(alternatives);
  }

  function alternatives(word) {
    const others = new Set(groups.filter((group) => group.includes(word)).flat());
    others.delete(word);
    return [[word, 1], ...[...others].map((other) => [other, 0.5])];
  }

  // where it is -----------------------------------------------------------------------------------------------------

  function places(text, word) {
    // Latin words as words: “pay” is not in “display”
    const found = [];
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      const whole = HAN.test(word) || !/[a-z0-9]/.test(text[at - 1] ?? " ");
      if (whole) found.push(at);
    }
    return found;
  }

  function worth(section, [word, weight]) {
    let sum = 0;
    if (section.inName === word) sum += 40;
    if (places(section.inName, word).length) sum += 20 + (20 * word.length) / section.inName.length;
    else if (places(section.anchor, word).length) sum += 12;
    if (places(section.inTitle, word).length) sum += section.inTitle === section.inName ? 6 : 4;
    const often = places(section.inText, word).length;
    if (often) sum += (2 + 4 * Math.log2(1 + often)) / (1 + section.inText.length / 3000);
    return sum * weight;
  }

  function pairs(section, word) {
    // a Chinese word that stands nowhere as it is: all its pairs of characters
    if (!HAN.test(word) || word.length < 3) return 0;
    for (let at = 0; at + 2 <= word.length; at++) {
      if (!section.inText.includes(word.slice(at, at + 2))) return 0;
    }
    return 1;
  }

  function search(query) {
    const words = asked(query);
    if (!words.length) return [];
    const found = [];
    for (const section of sections) {
      let sum = 0;
      for (const word of words) {
        const best = Math.max(...word.map((one) => worth(section, one)), 0) || pairs(section, word[0][0]);
        if (!best) {
          sum = 0;
          break;
        }
        sum += best;
      }
      if (sum) found.push({ ...section, sum: sum * section.weight, words });
    }
    return found.sort((one, other) => other.sum - one.sum).slice(0, 60);
  }

  function excerpt(hit) {
    // the text around the first word of it that was asked, as pieces: [text, whether it was asked]
    const asked = hit.words.flatMap((word) => word.map(([one]) => one)).filter((one) => one.length > 1 || HAN.test(one));
    const all = asked.flatMap((word) => places(hit.inText, word).map((at) => [at, at + word.length]));
    all.sort((one, other) => one[0] - other[0] || other[1] - one[1]);
    const start = Math.max(0, (all[0]?.[0] ?? 0) - 30);
    const end = Math.min(hit.text.length, start + 120);
    const pieces = [[start ? "…" : "", false]];
    let at = start;
    for (const [from, to] of all) {
      if (from < at || to > end) continue;
      pieces.push([hit.text.slice(at, from), false], [hit.text.slice(from, to), true]);
      at = to;
    }
    pieces.push([hit.text.slice(at, end) + (end < hit.text.length ? "…" : ""), false]);
    return pieces.filter(([text]) => text);
  }

  return { search, excerpt };
})();
self.kaoheSearch = kaoheSearch;

// the page ------------------------------------------------------------------------------------------------------------

{
  const chinese = document.documentElement.lang.startsWith("zh");
  const root = document.documentElement.dataset.content_root ?? "./";
  const made = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const place = document.getElementById("search-results");
  const box = document.getElementById("kaohe-search");

  function show(query) {
    const found = query.trim() ? kaoheSearch.search(query) : [];
    const said = chinese ? `找到 ${found.length} 个小节` : `${found.length} section${found.length === 1 ? "" : "s"}`;
    const none = chinese ? "没有找到。换一个说法，或少写几个字。" : "Nothing. Try other words, or fewer.";
    const list = made("ul", "search");
    for (const hit of found) {
      const item = made("li");
      const link = made("a");
      link.href = `${root}${hit.page}.html#${hit.anchor}`;
      link.append(made("span", "search-name", hit.name));
      if (hit.title !== hit.name) link.append(" ", made("span", "search-page", hit.title));
      const context = made("p", "context");
      for (const [text, asked] of kaoheSearch.excerpt(hit)) context.append(asked ? made("mark", "", text) : text);
      item.append(link, context);
      list.append(item);
    }
    const summary = made("p", "search-summary", !query.trim() ? "" : found.length ? said : none);
    summary.setAttribute("role", "status");
    place.replaceChildren(summary, list);
  }

  box.value = new URLSearchParams(location.search).get("q") ?? "";
  box.addEventListener("input", () => show(box.value));
  box.form.addEventListener("submit", (event) => event.preventDefault());
  show(box.value);
}

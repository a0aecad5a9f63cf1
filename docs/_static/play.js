// The page 试一试: files on both sides, what came of them below. All of it happens in the reader's browser.
import { packed, unpacked } from "./play-link.js";

const place = document.getElementById("kaohe-play");
const engine = new URL(place.dataset.engine, location.href).href;
const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
const TEXTS = {
  python: { zh: "正在打开 Python……", en: "Opening Python …" },
  kaohe: { zh: "正在打开 kaohe……", en: "Opening kaohe …" },
  working: { zh: "正在算……", en: "Computing …" },
  right: { zh: "没有问题", en: "Nothing is wrong" },
  remarks: { zh: "可以算，有话要说", en: "It computes; there are remarks" },
  wrong: { zh: "有问题，算不了", en: "Something is wrong, so nothing is computed" },
  share: { zh: "复制链接", en: "Copy the link" },
  shared: { zh: "链接已复制：方案和台账都在链接里", en: "Copied: scheme and rows are in the link" },
  toobig: { zh: "文件太大，链接里放不下", en: "The files are too large for a link" },
  drop: { zh: "把 Excel 文件拖到这里，或者", en: "Drop an Excel file here, or " },
  choose: { zh: "选一个文件", en: "choose one" },
  instead: { zh: "代替台账", en: "in place of the table" },
  binary: { zh: "是 Excel 文件，按表里的内容读", en: "is an Excel file and is read as it is" },
  explain: { zh: "点一个人，看得分是怎么算出来的", en: "Choose a person to see how the marks came about" },
  cases: { zh: "用例", en: "Cases" },
  passed: { zh: "通过", en: "passed" },
  failed: { zh: "不对", en: "failed" },
  start: { zh: "样例", en: "Example" },
  missing: {
    zh: "这个网站没有带试一试要用的程序。请用 kaohe 的文档网站，或安装 kaohe。",
    en: "This site was built without the engine of the playground. Use kaohe's own site, or install kaohe.",
  },
  file: {
    zh: "从硬盘上打开的网页不能试：请从网站打开，或在这个文件夹里运行 python -m http.server 再打开。",
    en: "A page opened from the disk cannot run it: open the site, or run python -m http.server in its folder.",
  },
  fault: { zh: "这是 kaohe 的错误，请报告：", en: "This is a fault of kaohe, please report it: " },
};
const say = (key) => TEXTS[key][language];

function made(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// the page ---------------------------------------------------------------------------------------------------------

const bar = made("div", "play-bar");
const state = made("span", "play-state", say("python"));
state.setAttribute("role", "status");
const share = made("button", "play-share", say("share"));
const examples = made("select", "play-examples");
examples.setAttribute("aria-label", say("start"));
bar.append(state, examples, share);
const sides = made("div", "play-sides");
const left = made("section", "play-left");
const right = made("section", "play-right");
sides.append(left, right);
const findings = made("ol", "play-findings");
const results = made("div", "play-results");
const told = made("pre", "play-told");
place.replaceChildren(bar, sides, findings, results, told);

// kaohe ------------------------------------------------------------------------------------------------------------

let worker;
const waiting = new Map();
let asked = 0;

function ask(question) {
  asked += 1;
  const id = asked;
  worker.postMessage({ id, language, ...question });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

function heard({ data }) {
  if (data.state) {
    state.textContent = say(data.state);
    return;
  }
  const { resolve, reject } = waiting.get(data.id);
  waiting.delete(data.id);
  if (data.fault === undefined) resolve(data.answer);
  else reject(new Error(data.fault));
}

// files ------------------------------------------------------------------------------------------------------------

let files = {}; // by path: a text, or the bytes of a file that was dropped
let shown = { left: "", right: "" };
const inLeft = (name) => name.endsWith(".toml");

function tabs(side, names) {
  const row = made("div", "play-tabs");
  row.setAttribute("role", "tablist");
  for (const name of names) {
    const tab = made("button", "", name.split("/").at(-1));
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-selected", String(name === shown[side]));
    tab.title = name;
    tab.addEventListener("click", () => open(side, name));
    row.append(tab);
  }
  return row;
}

let editor = null;
let hints = [];

function open(side, name) {
  shown[side] = name;
  if (side === "left") drawLeft();
  else drawRight();
}

function changed(name, text) {
  files[name] = text;
  soon();
}

function drawLeft() {
  const area = made("textarea");
  area.value = files[shown.left] ?? "";
  area.setAttribute("aria-label", shown.left);
  left.replaceChildren(tabs("left", Object.keys(files).filter(inLeft)), area);
  editor = null;
  if (self.CodeMirror) {
    editor = self.CodeMirror.fromTextArea(area, {
      mode: "toml",
      lineNumbers: true,
      lineWrapping: true,
      gutters: ["CodeMirror-linenumbers", "play-gutter"],
      viewportMargin: Infinity,
      extraKeys: {
        "Ctrl-Space": "autocomplete",
        Tab: (one) => one.replaceSelection("  "),
        Esc: () => document.activeElement.blur(), // so that the keyboard gets out again
      },
      hintOptions: { hint: hinted, completeSingle: false },
    });
    editor.getInputField().setAttribute("aria-label", shown.left);
    editor.on("change", () => changed(shown.left, editor.getValue()));
    editor.on("inputRead", (one, change) => {
      if (/^[a-z]$/.test(change.text[0])) one.showHint();
    });
    mark(last?.findings ?? []);
  } else {
    area.addEventListener("input", () => changed(shown.left, area.value));
  }
}

function hinted(one) {
  const cursor = one.getCursor();
  const before = one.getLine(cursor.line).slice(0, cursor.ch);
  const start = before.search(/[\w.-]*$/);
  const word = before.slice(start);
  const list = word.length < 2 ? [] : hints.filter((hint) => hint.startsWith(word) && hint !== word).slice(0, 30);
  return { list, from: { line: cursor.line, ch: start }, to: cursor };
}

function drawRight() {
  const name = shown.right;
  const content = files[name];
  const parts = [tabs("right", Object.keys(files).filter((one) => !inLeft(one)))];
  if (typeof content === "string") {
    const area = made("textarea", "play-rows");
    area.value = content;
    area.spellcheck = false;
    area.setAttribute("aria-label", name);
    area.addEventListener("input", () => changed(name, area.value));
    parts.push(area);
  } else if (content) {
    parts.push(made("p", "play-rows play-binary", `${name.split("/").at(-1)} ${say("binary")}`));
  }
  const drop = made("label", "play-drop", say("drop"));
  const choose = made("input");
  choose.type = "file";
  choose.accept = ".xlsx,.xls,.ods,.csv,.tsv,.txt";
  choose.addEventListener("change", () => take(choose.files[0]));
  drop.append(made("u", "", say("choose")), ` · ${say("instead")} ${name.split("/").at(-1)}`, choose);
  parts.push(drop);
  right.replaceChildren(...parts);
}

async function take(file) {
  if (!file) return;
  const old = shown.right;
  const name = `data/${file.name}`;
  const isText = /\.(csv|tsv|txt)$/i.test(file.name);
  const bytes = new Uint8Array(await file.arrayBuffer());
  let content = bytes;
  if (isText) {
    try {
      content = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      content = bytes; // in another encoding, which kaohe tells by itself
    }
  }
  const kept = {};
  for (const [one, text] of Object.entries(files)) {
    if (one === old) kept[name] = content;
    else kept[one] = text;
  }
  if (kept["kaohe.toml"]) kept["kaohe.toml"] = kept["kaohe.toml"].replaceAll(`"${old}"`, `"${name}"`);
  files = kept;
  shown.right = name;
  drawLeft();
  drawRight();
  soon();
}

right.addEventListener("dragover", (event) => {
  event.preventDefault();
  right.classList.add("play-over");
});
right.addEventListener("dragleave", () => right.classList.remove("play-over"));
right.addEventListener("drop", (event) => {
  event.preventDefault();
  right.classList.remove("play-over");
  take(event.dataTransfer.files[0]);
});

// what came of it --------------------------------------------------------------------------------------------------

let timer;
let last = null;
let trying = false;
let again = false;

function soon() {
  clearTimeout(timer);
  timer = setTimeout(go, 150);
}

async function go() {
  if (trying) {
    again = true;
    return;
  }
  trying = true;
  state.textContent = say("working");
  const encoder = new TextEncoder();
  const whole = Object.fromEntries(
    Object.entries(files).map(([name, one]) => [name, typeof one === "string" ? encoder.encode(one) : one]),
  );
  try {
    show(await ask({ ask: "try", files: whole }));
  } catch (error) {
    state.textContent = say("fault") + error.message.trim().split("\n").at(-1);
    place.dataset.done = "fault";
  }
  trying = false;
  if (again) {
    again = false;
    go();
  }
}

function show(answer) {
  last = answer;
  const blocked = answer.findings.some((one) => one.blocks);
  const wrong = blocked || answer.cases.some((one) => one.wrong);
  state.textContent = say(wrong ? "wrong" : answer.findings.length ? "remarks" : "right");
  state.dataset.wrong = String(wrong);
  findings.replaceChildren(...answer.findings.map(finding));
  mark(answer.findings);
  const who = results.querySelector("tr[aria-selected=true]")?.dataset.who;
  results.replaceChildren(...answer.schemes.map(table), ...cases(answer.cases));
  told.textContent = answer.schemes.length ? say("explain") : "";
  const chosen = [...results.querySelectorAll("tbody tr")].find((row) => row.dataset.who === who);
  (chosen ?? results.querySelector("tbody tr"))?.click();
  place.dataset.done = String((Number(place.dataset.done) || 0) + 1);
  place.dataset.took = String(Math.round(answer.took));
}

function finding(one) {
  const item = made("li", one.blocks ? "play-wrong" : "play-remark");
  const button = made("button", "", one.text);
  button.addEventListener("click", () => {
    if (one.file in files) open(inLeft(one.file) ? "left" : "right", one.file);
    if (editor && one.line) {
      editor.setCursor(one.line - 1, (one.column ?? 1) - 1);
      editor.focus();
    }
  });
  item.append(button);
  return item;
}

function mark(found) {
  if (!editor) return;
  editor.operation(() => {
    editor.clearGutter("play-gutter");
    for (const widget of editor.widgets ?? []) widget.clear();
    editor.widgets = [];
    for (const one of found) {
      if (one.file !== shown.left || !one.line) continue;
      const sign = made("span", one.blocks ? "play-sign" : "play-sign play-mild", "●");
      sign.title = one.what;
      editor.setGutterMarker(one.line - 1, "play-gutter", sign);
      const beside = made("div", one.blocks ? "play-line" : "play-line play-mild", one.what);
      if (one.mend) beside.append(made("div", "play-mend", one.mend));
      editor.widgets.push(editor.addLineWidget(one.line - 1, beside));
    }
  });
}

function table(scheme) {
  const part = made("section", "play-scheme");
  const body = made("tbody");
  const head = made("tr");
  const wanted = scheme.head.map((_, at) => at < 2 || scheme.rows.some((row) => row[at]));
  scheme.head.forEach((title, at) => wanted[at] && head.append(made("th", "", title)));
  for (const cells of scheme.rows) {
    const row = made("tr");
    row.dataset.who = cells[0];
    row.tabIndex = 0;
    cells.forEach((cell, at) => wanted[at] && row.append(made("td", /^-?[\d.]+$/.test(cell) ? "play-number" : "", cell)));
    const choose = () => explain(scheme.id, row);
    row.addEventListener("click", choose);
    row.addEventListener("keydown", (event) => event.key === "Enter" && choose());
    body.append(row);
  }
  const drawn = made("table");
  const top = made("thead");
  top.append(head);
  drawn.append(top, body);
  const wide = made("div", "play-wide");
  wide.append(drawn);
  part.append(made("h2", "", scheme.title), wide, ...scheme.notes.map((note) => made("p", "play-note", note)));
  return part;
}

async function explain(scheme, row) {
  for (const one of results.querySelectorAll("tr[aria-selected=true]")) one.removeAttribute("aria-selected");
  row.setAttribute("aria-selected", "true");
  const text = await ask({ ask: "explain", scheme, who: row.dataset.who });
  if (row.isConnected) told.textContent = text;
}

function cases(list) {
  if (!list.length) return [];
  const part = made("ul", "play-cases");
  for (const one of list) {
    const item = made("li", one.wrong ? "play-wrong" : "play-passed");
    item.append(`${one.title} · ${say(one.wrong ? "failed" : "passed")}`);
    if (one.wrong) item.append(made("pre", "", one.wrong));
    part.append(item);
  }
  return [made("h2", "", say("cases")), part];
}

// links ------------------------------------------------------------------------------------------------------------

const BYTES = "bytes:";

async function link() {
  const whole = {};
  for (const [name, one] of Object.entries(files)) {
    if (typeof one === "string") whole[name] = one;
    else whole[name] = BYTES + btoa(Array.from(one, (byte) => String.fromCharCode(byte)).join(""));
  }
  const address = new URL(location.href);
  address.hash = `p=${await packed({ files: whole })}`;
  return address.href;
}

share.addEventListener("click", async () => {
  const address = await link();
  if (address.length > 500_000) {
    state.textContent = say("toobig");
    return;
  }
  history.replaceState(null, "", address);
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    // the link stands in the address bar
  }
  state.textContent = say("shared");
});

async function fromLink(known) {
  const found = location.hash.match(/^#p=([\w-]+)$/);
  if (!found) return known["five-clauses"];
  let given;
  try {
    given = await unpacked(found[1]);
  } catch {
    return known["five-clauses"];
  }
  if (given.files) {
    return Object.fromEntries(
      Object.entries(given.files).map(([name, one]) => [
        name,
        one.startsWith(BYTES) ? Uint8Array.from(atob(one.slice(BYTES.length)), (c) => c.charCodeAt(0)) : one,
      ]),
    );
  }
  if (given.kind === "case") return { "docs.case.toml": given.text };
  const around = await ask({ ask: "around", text: given.text, kind: given.kind });
  return { ...known.school, "schemes/part.toml": around };
}

function isRead(name) {
  // whether the scheme speaks of the table that a file is, as in “attendance.sick-days”
  const project = files["kaohe.toml"] ?? "";
  const line = project.split("\n").find((one) => one.includes(`"${name}"`)) ?? "";
  const table = line.match(/^\s*([\w-]+)\s*=/)?.[1];
  return table && table !== "staff" && String(files[shown.left]).includes(`${table}.`);
}

function begin(project) {
  files = { ...project };
  const toml = Object.keys(files).filter(inLeft);
  shown.left = toml.find((name) => name.startsWith("schemes/")) ?? toml[0] ?? "";
  const rows = Object.keys(files).filter((name) => !inLeft(name));
  shown.right = rows.find(isRead) ?? rows[0] ?? "";
  right.hidden = !shown.right;
  drawLeft();
  drawRight();
  soon();
}

function script(name) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = engine + name;
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });
}

async function main() {
  if (location.protocol === "file:") {
    state.textContent = say("file");
    return;
  }
  const answer = await fetch(engine + "examples.json").catch(() => ({ ok: false }));
  if (!answer.ok) {
    state.textContent = say("missing");
    return;
  }
  worker = new Worker(new URL(`play-worker.js?engine=${encodeURIComponent(engine)}`, import.meta.url), { type: "module" });
  worker.onmessage = heard;
  worker.onerror = (error) => {
    state.textContent = say("fault") + error.message;
  };
  const known = await answer.json();
  await script("codemirror.js");
  await Promise.all([script("toml.js"), script("show-hint.js")]);
  for (const name of Object.keys(known)) examples.append(new Option(`${say("start")}: ${known[name].title}`, name));
  const projects = Object.fromEntries(Object.entries(known).map(([name, one]) => [name, one.files]));
  examples.addEventListener("change", () => begin(projects[examples.value]));
  begin(await fromLink(projects));
  addEventListener("hashchange", async () => begin(await fromLink(projects)));
  hints = await ask({ ask: "words" });
}

main();

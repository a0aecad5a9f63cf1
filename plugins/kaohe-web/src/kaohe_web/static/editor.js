// The editor of a scheme: CodeMirror over the text field, which is there without it too.
"use strict"
{
  const form = document.getElementById("editing")
  const field = document.getElementById("text")
  const state = document.getElementById("state")
  const cm = window.kaoheEditor
  const value = (name) => form.elements[name].value
  const isToml = value("file").endsWith(".toml")

  // what is wrong, as the server says of the text as it is typed
  async function found(view) {
    if (!isToml) return []
    const body = new URLSearchParams({word: value("word"), file: value("file"), text: view.state.doc.toString()})
    const answer = await fetch("/edit/check", {method: "POST", body})
    if (!answer.ok) return []
    const doc = view.state.doc
    return (await answer.json()).map((one) => {
      const here = one.file === value("file") && one.line && one.line <= doc.lines
      const line = doc.line(here ? one.line : 1)
      const from = here ? Math.min(line.from + firstLetter(line.text), line.to) : line.from
      const mend = one.mend ? `\n${form.dataset.mend} ${one.mend}` : ""
      return {from, to: line.to, severity: one.blocks ? "error" : "info", message: `${one.place} ${one.what}${mend}`}
    })
  }
  const firstLetter = (text) => text.length - text.trimStart().length

  // what can stand here: the keys of the table, or the values of the key
  const known = new Map()
  async function offered(context) {
    const line = context.state.doc.lineAt(context.pos)
    const before = line.text.slice(0, context.pos - line.from)
    const assigned = /^\s*([\w-]+)\s*=\s*(.*)$/.exec(before)
    const word = context.matchBefore(assigned ? /"?[\w.-]*/ : /[\w-]*/)
    if (!word || (word.from === word.to && !context.explicit)) return null
    if (!assigned && before.trim() !== word.text) return null
    let path = ""
    for (let n = line.number; n > 0; n--) {
      const head = /^\s*\[\[?\s*([^\]]+?)\s*\]/.exec(context.state.doc.line(n).text)
      if (head) { path = head[1]; break }
    }
    const query = new URLSearchParams({file: value("file"), path, key: assigned ? assigned[1] : ""}).toString()
    if (!known.has(query)) {
      known.set(query, fetch(`/edit/complete?${query}`).then((answer) => (answer.ok ? answer.json() : [])))
    }
    const quoted = word.text.startsWith('"')
    const options = (await known.get(query)).map((one) => ({
      label: quoted && one.label.startsWith('"') ? one.label.slice(0, -1) : quoted ? `"${one.label}` : one.label,
      apply: assigned ? undefined : `${one.label} = `,
      detail: one.detail,
    }))
    return {from: word.from, options, validFor: /^"?[\w.-]*$/}
  }

  const look = cm.EditorView.theme({
    "&": {color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--soft)", borderRadius: ".4rem", fontSize: ".92rem"},
    ".cm-scroller": {fontFamily: "inherit", minHeight: "24rem", maxHeight: "70vh", overflow: "auto"},
    ".cm-gutters": {backgroundColor: "var(--ground)", color: "var(--soft)", borderColor: "var(--line)"},
    ".cm-activeLine, .cm-activeLineGutter": {backgroundColor: "var(--tint)"},
    ".cm-cursor": {borderLeftColor: "var(--ink)"},
    "&.cm-focused": {outline: "3px solid var(--own)"},
    ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": {backgroundColor: "color-mix(in srgb, var(--own) 30%, transparent) !important"},
    ".cm-tooltip": {backgroundColor: "var(--paper)", color: "var(--ink)", borderColor: "var(--soft)", maxWidth: "min(40rem, 90vw)"},
    ".cm-diagnostic": {whiteSpace: "pre-wrap"},
  })
  const colours = cm.HighlightStyle.define([
    {tag: cm.tags.comment, color: "var(--soft)", fontStyle: "italic"},
    {tag: cm.tags.string, color: "var(--own)"},
    {tag: [cm.tags.number, cm.tags.bool, cm.tags.atom], color: "var(--note)"},
    {tag: cm.tags.propertyName, fontWeight: "600"},
  ])
  const view = new cm.EditorView({
    doc: field.value,
    parent: form,
    extensions: [
      cm.EditorView.cspNonce.of(form.dataset.nonce),
      cm.lineNumbers(), cm.history(), cm.drawSelection(), cm.highlightActiveLine(), cm.highlightActiveLineGutter(),
      cm.highlightSpecialChars(), cm.bracketMatching(), cm.indentUnit.of("  "), cm.EditorView.lineWrapping,
      cm.EditorState.readOnly.of(field.readOnly),
      cm.EditorView.contentAttributes.of({"aria-labelledby": "text-label", "aria-multiline": "true"}),
      ...(isToml ? [cm.StreamLanguage.define(cm.toml), cm.syntaxHighlighting(colours), cm.lintGutter(), cm.linter(found, {delay: 120}), cm.autocompletion({override: [offered]})] : []),
      cm.keymap.of([{key: "Mod-s", preventDefault: true, run: () => { form.requestSubmit(); return true }}, ...cm.completionKeymap, ...cm.lintKeymap, ...cm.searchKeymap, ...cm.historyKeymap, ...cm.defaultKeymap]),
      cm.EditorView.updateListener.of((update) => {
        if (!update.docChanged) return
        field.value = update.state.doc.toString()
        if (state) state.textContent = "●"
      }),
      look,
    ],
  })
  field.hidden = true
  form.insertBefore(view.dom, field)
  form.addEventListener("submit", () => { field.value = view.state.doc.toString(); left = true })
  let left = false
  const saved = field.value
  addEventListener("beforeunload", (event) => { if (!left && !field.readOnly && field.value !== saved) event.preventDefault() })
}

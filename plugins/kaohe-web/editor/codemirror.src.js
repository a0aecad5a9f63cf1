import {EditorView, keymap, lineNumbers, highlightActiveLine, highlightActiveLineGutter, drawSelection, highlightSpecialChars} from "@codemirror/view"
import {EditorState} from "@codemirror/state"
import {defaultKeymap, history, historyKeymap} from "@codemirror/commands"
import {autocompletion, completionKeymap} from "@codemirror/autocomplete"
import {lintGutter, linter, lintKeymap, forceLinting} from "@codemirror/lint"
import {searchKeymap, highlightSelectionMatches} from "@codemirror/search"
import {StreamLanguage, syntaxHighlighting, HighlightStyle, bracketMatching, indentUnit} from "@codemirror/language"
import {tags} from "@lezer/highlight"
import {toml} from "@codemirror/legacy-modes/mode/toml"
window.kaoheEditor = {EditorView, EditorState, keymap, lineNumbers, highlightActiveLine, highlightActiveLineGutter,
  drawSelection, highlightSpecialChars, defaultKeymap, history, historyKeymap, autocompletion, completionKeymap,
  lintGutter, linter, lintKeymap, forceLinting, searchKeymap, highlightSelectionMatches, StreamLanguage,
  syntaxHighlighting, HighlightStyle, bracketMatching, indentUnit, tags, toml}

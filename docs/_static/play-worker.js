// kaohe in a worker of its own: Python is loaded once, then every try is a message and its answer.
const engine = new URL(self.location.href).searchParams.get("engine");

const START = `
import json
from pathlib import Path
from around import scheme_around
from kaohe_core.playground import Playground

_playground = Playground(Path("/tmp/project"))

def tried(files, language):
    whole = {name: bytes(content) for name, content in files.to_py().items()}
    return json.dumps(_playground.tried(whole, language))

def words():
    return json.dumps(_playground.words())
`;

function said(state) {
  self.postMessage({ state });
}

async function load() {
  said("python");
  const { loadPyodide } = await import(engine + "pyodide.mjs");
  const [python, packed] = await Promise.all([
    loadPyodide({ indexURL: engine }),
    fetch(engine + "kaohe.zip").then((answer) => answer.arrayBuffer()),
  ]);
  said("kaohe");
  const folder = python.runPython("import site; site.getsitepackages()[0]");
  python.unpackArchive(packed, "zip", { extractDir: folder });
  python.runPython(START);
  return python;
}

const loading = load();

self.onmessage = async ({ data }) => {
  const { id, ask } = data;
  try {
    const python = await loading;
    const call = (name, ...given) => python.globals.get(name)(...given);
    let answer;
    if (ask === "try") {
      const began = performance.now();
      answer = JSON.parse(call("tried", new Map(Object.entries(data.files)), data.language));
      answer.took = performance.now() - began;
    } else if (ask === "explain") {
      answer = python.globals.get("_playground").explained(data.scheme, data.who, data.language);
    } else if (ask === "around") {
      answer = call("scheme_around", data.text, data.kind);
    } else {
      answer = JSON.parse(call("words"));
    }
    self.postMessage({ id, answer });
  } catch (error) {
    self.postMessage({ id, fault: String(error) });
  }
};

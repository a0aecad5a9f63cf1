// What the pages do beside what htmx does: nothing here reads data, and nothing that comes is run.
"use strict"

// a form that changes something is sent once, however often its button is pressed
document.addEventListener("submit", (event) => {
  const form = event.target
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = "1"
  }
})
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent
})

// tick or untick all boxes of a list at once
document.addEventListener("change", (event) => {
  const box = event.target
  if (box.dataset.all) {
    for (const one of document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(box.dataset.all)}"]`)) {
      one.checked = box.checked
    }
  }
})

// another rule has other fields
document.addEventListener("change", (event) => {
  const select = event.target
  if (select.dataset.again === undefined) return
  select.form.querySelector("button[value=again]").click()
})

// whoever follows a link to a step finds it open
const open = () => {
  const step = location.hash.startsWith("#step-") && document.getElementById(location.hash.slice(1))
  const around = step && step.parentElement.closest("details")
  if (around) around.open = true
  if (step && step.tagName === "DETAILS") step.open = true
  if (step) step.scrollIntoView()
}
addEventListener("hashchange", open)
open()

// what is in the making is looked for again
const making = document.querySelector("[data-look-again]")
if (making) setTimeout(() => location.replace(making.dataset.lookAgain), 700)

// An officer goes through a queue without leaving the keyboard. Enter on a link is the browser's own.

const STEP = { j: 1, k: -1 }

function move (table, step) {
  const links = [...table.tBodies[0].rows].map(row => row.querySelector('a')).filter(Boolean)
  const here = links.findIndex(link => link.closest('tr').contains(document.activeElement))
  const next = here < 0 && step < 0 ? links.length - 1 : here + step
  links[Math.max(0, Math.min(next, links.length - 1))]?.focus()
}

document.addEventListener('keydown', event => {
  const table = document.querySelector('[data-keys]')
  const isTyping = event.target.closest?.('input, select, textarea')
  if (!table || isTyping || !(event.key in STEP) || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  move(table, STEP[event.key])
})

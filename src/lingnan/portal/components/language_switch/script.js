// A list of choices closes when attention goes elsewhere.

function closeOthers (target) {
  for (const details of document.querySelectorAll('details[data-closes][open]')) {
    if (!details.contains(target)) details.open = false
  }
}

document.addEventListener('click', event => closeOthers(event.target))
document.addEventListener('focusin', event => closeOthers(event.target))
document.addEventListener('keydown', event => {
  const open = event.key === 'Escape' && event.target.closest?.('details[data-closes][open]')
  if (!open) return
  open.open = false
  open.querySelector('summary').focus()
})

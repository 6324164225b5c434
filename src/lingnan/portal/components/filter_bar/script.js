// A changed choice is an answer already; text waits for Enter.

document.addEventListener('change', event => {
  if (event.target.matches('[data-sends] select')) event.target.form.requestSubmit()
})

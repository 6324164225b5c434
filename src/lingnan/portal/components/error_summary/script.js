// What went wrong is read first: by the eye because it stands on top, by a screen reader because it has the focus.

document.querySelector('[data-takes-focus]')?.focus()

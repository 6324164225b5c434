// What draws a decision is fetched when somebody wants to see one.

function fetchDrawing ({ script, style }) {
  const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style })
  const drawing = Object.assign(document.createElement('script'), { src: script })
  document.head.append(sheet, drawing)
}

const picture = document.querySelector('[data-decision-picture]')
picture?.addEventListener('toggle', () => fetchDrawing(picture.dataset), { once: true })

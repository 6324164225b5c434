// What draws the map weighs more than the rest of the page, and is fetched by a page that has one.

const figure = document.querySelector('[data-risk-map]')
if (figure) document.head.append(Object.assign(document.createElement('script'), { src: figure.dataset.script }))

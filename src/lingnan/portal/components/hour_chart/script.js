// What draws the chart weighs more than the rest of the page, and is fetched by a page that has one.

const figure = document.querySelector('[data-hour-chart]')
if (figure) document.head.append(Object.assign(document.createElement('script'), { src: figure.dataset.script }))

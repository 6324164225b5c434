// The codes of a boarding list, drawn in the browser as a holder's own is: a hundred of them are too much for the server.

import { renderSVG } from 'uqr'

for (const picture of document.querySelectorAll('[data-boarding-code]')) {
  picture.innerHTML = renderSVG(picture.dataset.boardingCode, { ecc: 'M', border: 4 })
  picture.firstElementChild.setAttribute('class', 'code-svg')
}

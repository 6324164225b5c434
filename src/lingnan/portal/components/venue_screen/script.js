// A venue's code on a screen: the next one each minute, more of them while there is network, an honest word when none is left.

import { renderSVG } from 'uqr'

const TICK = 250
const MINUTE = 60_000
const AGAIN = 10 * MINUTE
const PATIENCE = 10_000

async function fetchScreen () {
  const signal = AbortSignal.timeout?.(PATIENCE)
  const answer = await fetch(location.href, { signal, cache: 'no-store' })
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  // Whoever must sign in again is shown another page.
  return page.querySelector('[data-venue-screen]').dataset
}

function draw (picture, address) {
  picture.innerHTML = renderSVG(address, { ecc: 'M', border: 4 })
  picture.firstElementChild.setAttribute('class', 'code-svg')
}

function run (root) {
  const part = name => root.querySelector(`[data-venue-screen-${name}]`)
  const language = document.documentElement.lang.replace(/^en$/, 'en-GB')
  const format = (dateStyle, timeStyle) =>
    new Intl.DateTimeFormat(language, { dateStyle, timeStyle, hourCycle: 'h23', timeZone: root.dataset.zone })
  const clock = format('long', 'medium')
  const hour = format(undefined, 'short')
  let ahead, begins, texts, drawn, due

  function takeUp ({ prefix, texts: told, beginsAt, shownAt }) {
    // The device's clock may be wrong; the portal's is told by the page.
    ahead = Date.now() - Date.parse(shownAt)
    begins = Date.parse(beginsAt)
    texts = told.split(' ').map(text => `${prefix}${text}/`)
    drawn = undefined
    due = Date.now() + AGAIN
    part('offline').hidden = true
  }

  async function renew () {
    due = Infinity
    try {
      takeUp(await fetchScreen())
    } catch {
      due = Date.now() + MINUTE
      part('until').textContent = hour.format(begins + texts.length * MINUTE)
      part('offline').hidden = false
    }
  }

  function tick () {
    const now = Date.now() - ahead
    const number = Math.floor((now - begins) / MINUTE)
    part('clock').textContent = clock.format(now)
    if (number !== drawn) {
      drawn = number
      const isOver = !(number in texts)
      part('picture').hidden = isOver
      part('over').hidden = !isOver
      if (isOver) part('offline').hidden = true
      else draw(part('picture'), texts[number])
    }
    if (Date.now() >= due) renew()
  }

  takeUp(root.dataset)
  tick()
  setInterval(tick, TICK)
}

document.querySelectorAll('[data-venue-screen]').forEach(run)

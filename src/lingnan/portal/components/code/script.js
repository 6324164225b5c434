// A code on a screen: a new token from the gate each period, a running clock, an honest word when the line is down.

import { renderSVG } from 'uqr'

const TICK = 250
const RETRY = 5000
const KEY_REFUSED = 403

async function askGate (root) {
  const answer = await fetch(`${root.dataset.gate}/show`, { method: 'POST', body: root.dataset.key, cache: 'no-store' })
  if (answer.status === KEY_REFUSED) location.reload()
  if (!answer.ok) throw new Error(`gate ${answer.status}`)
  return answer.json()
}

function draw (root, { token, outcome }) {
  const picture = root.querySelector('[data-code-picture]')
  picture.innerHTML = renderSVG(token, { ecc: 'M', border: 4 })
  picture.firstElementChild.setAttribute('class', 'code-svg')
  const words = root.querySelector(`template[data-outcome="${outcome}"]`) ?? root.querySelector('template[data-outcome="other"]')
  if (root.dataset.outcome === outcome) return
  root.dataset.outcome = outcome
  root.className = `code code-${words.dataset.tone}`
  root.querySelector('[data-code-state]').replaceChildren(words.content.cloneNode(true))
}

function run (root) {
  const period = Number(root.dataset.period) * 1000
  const part = name => root.querySelector(`[data-code-${name}]`)
  // English pages write dates as 23 November 2026.
  const language = document.documentElement.lang.replace(/^en$/, 'en-GB')
  const clock = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'medium', hour12: false })
  const seconds = new Intl.NumberFormat(language, { style: 'unit', unit: 'second', unitDisplay: 'short' })
  let due = Date.now() + period

  async function renew () {
    due = Date.now() + RETRY
    try {
      draw(root, await askGate(root))
      due = Date.now() + period
      part('stale').hidden = true
    } catch {
      part('stale').hidden = false
    }
  }

  function tick () {
    if (document.hidden) return
    const left = Math.max(0, due - Date.now())
    part('clock').textContent = clock.format(Date.now())
    part('bar').style.transform = `scaleX(${Math.min(1, left / period)})`
    part('count').textContent = seconds.format(Math.ceil(left / 1000))
    if (left === 0 && root.dataset.key) renew()
  }

  tick()
  setInterval(tick, TICK)
}

document.querySelectorAll('[data-code]').forEach(run)

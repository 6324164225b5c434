// The inspector's page without network: codes are checked here, by signed lists, and what was read goes up afterwards.

import { check } from './check.js'
import { contact, seconds } from './contact.js'
import { canInflate } from './message.js'
import { addScan, countScans, getKit, getLists } from './store.js'

const RETRY = 15_000
const RENEW = 5 * 60_000
const ID_BYTES = 16
const WORKER = '/inspect/worker.js'
const UNITS = [[86_400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']]

const root = document.querySelector('[data-offline-check]')
const language = document.documentElement.lang.replace(/^en$/, 'en-GB')
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })

function ago (age) {
  const [length, unit] = UNITS.find(([length]) => age >= length) ?? UNITS.at(-1)
  return relative.format(-Math.floor(age / length), unit)
}

function day (text) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(text))
}

function tellWiped () {
  document.querySelectorAll('[data-offline-wiped]').forEach(each => { each.hidden = false })
  for (const each of root ? document.querySelectorAll('[data-scanner], [data-offline-check]') : []) each.hidden = true
}

async function keepPage () {
  if (!('serviceWorker' in navigator)) return
  await navigator.serviceWorker.register(WORKER)
  const { active } = await navigator.serviceWorker.ready
  if (!navigator.serviceWorker.controller) active.postMessage(location.href)
}

function run (scanner) {
  const part = name => root.querySelector(`[data-offline-${name}]`)
  let kit
  let tokens = new Map()
  let pending = 0
  let isCutOff = !navigator.onLine
  let isBusy = false
  let timer

  const now = () => seconds() - kit.ahead
  const moment = at => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23', timeZone: kit.zone }).format(at * 1000)

  async function load () {
    kit = await getKit()
    tokens = new Map([...await getLists()].map(([number, list]) => [number, list.token]))
    pending = await countScans()
  }

  function draw () {
    const age = kit && now() - kit.takenAt
    const isOld = age > Number(root.dataset.keptFor)
    const state = !canInflate ? 'unable' : !kit ? 'none' : isOld ? 'old' : isCutOff ? 'cut' : 'ready'
    for (const name of ['unable', 'none', 'old', 'cut', 'ready']) part(name).hidden = name !== state
    if (kit) root.querySelectorAll('[data-offline-age]').forEach(each => { each.textContent = ago(Math.max(0, age)) })
    part('pending').hidden = pending === 0
    part('count').textContent = pending
  }

  async function renew () {
    if (isBusy) return
    isBusy = true
    clearTimeout(timer)
    try {
      if (!await contact()) return tellWiped()
      isCutOff = false
    } catch {
      isCutOff = true
    } finally {
      isBusy = false
    }
    await load()
    draw()
    timer = setTimeout(renew, isCutOff || pending ? RETRY : RENEW)
  }

  function drawAnswer (found) {
    const words = kit.words[found.kind ?? '']?.[found.outcome] ?? kit.words[''][found.outcome]
    const verdict = root.querySelector(`template[data-verdict="${words.tone}"]`).content.cloneNode(true)
    const listed = found.listedAt && root.dataset.listed.replace('{when}', moment(found.listedAt))
    const until = found.until ? root.dataset.until.replace('{day}', day(found.until)) : found.isBelieved && root.dataset.endless
    const fields = { kind: kit.titles[found.kind], holder: found.holder, until, checked: moment(now()), listed, advice: words.advice }
    for (const [name, text] of Object.entries(fields)) {
      const field = verdict.querySelector(`[data-field="${name}"]`)
      field.textContent = text ?? ''
      const line = field.closest('div')
      if (!text) line.hidden = true
      // What was kept before there were labels has none.
      const label = kit.labels?.[found.kind]?.[name]
      if (label) line.querySelector('dt').textContent = label
    }
    verdict.querySelector('h1').textContent = words.word
    verdict.querySelector('.verdict-reason').textContent = words.meaning
    return verdict
  }

  // On disk before it is answered, as at a gate; the text of a code that proves nothing is not kept.
  async function keep (text, found) {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(ID_BYTES)), each => each.toString(16).padStart(2, '0')).join('')
    const listed = found.listedAt ? Math.floor(found.listedAt) : null
    await addScan({ id, text: found.isBelieved ? text : '', outcome: found.outcome, scanned_at: Math.floor(now()), listed_at: listed })
    pending++
  }

  async function answer ({ text, show, fail }) {
    try {
      const found = await check(text, kit, tokens, now())
      await keep(text, found)
      show(drawAnswer(found))
    } catch {
      fail()
    }
    draw()
  }

  function take (event) {
    event.preventDefault()
    answer(event.detail)
  }

  scanner.addEventListener('scanner:ask', event => { if (isCutOff && kit && canInflate) take(event) })
  scanner.addEventListener('scanner:fail', event => {
    if (!kit || !canInflate) return
    take(event)
    isCutOff = true
    clearTimeout(timer)
    timer = setTimeout(renew, RETRY)
  })
  addEventListener('online', renew)
  addEventListener('offline', () => {
    isCutOff = true
    draw()
  })
  setInterval(() => { if (kit) draw() }, RETRY)
  load().then(draw).then(renew).then(keepPage)
}

// On the page of a browser that is no device, what it kept as one goes.
async function leave () {
  if (await getKit() && !await contact()) tellWiped()
}

if (root) run(document.querySelector('[data-scanner]'))
else leave()

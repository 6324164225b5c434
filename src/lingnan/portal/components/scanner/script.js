// One field for a scanner that types and for the camera; the answer is laid over the page until any key is pressed.

const PAUSE = 100
const SAME_AGAIN = 3_000
// A scanner ends with one Enter or two; the second must not take the answer away.
const SETTLE = 300
const GONE = 403
const CAMERA = { video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } }

const wait = length => new Promise(resolve => setTimeout(resolve, length))

function load (address) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: address, onload: resolve, onerror: reject })
    document.head.append(script)
  })
}

async function makeReader ({ decoder, wasm }) {
  const formats = await window.BarcodeDetector?.getSupportedFormats()
  if (formats?.includes('qr_code')) {
    const detector = new window.BarcodeDetector({ formats: ['qr_code'] })
    return async video => (await detector.detect(video))[0]?.rawValue
  }
  if (!window.makeDecoder) await load(decoder)
  return window.makeDecoder(wasm)
}

// What is read again while it stays in view counts once.
function makeMemory () {
  let last = ''
  let seen = 0
  return {
    isNew (text) {
      const isNew = text !== last || Date.now() - seen > SAME_AGAIN
      last = text
      seen = Date.now()
      return isNew
    },
    refresh () { seen = Date.now() }
  }
}

function runCamera (root, part, { isBusy, send, memory }) {
  const video = part('video')
  let stream = null

  function tell (problem) {
    for (const name of ['refused', 'missing']) part(name).hidden = name !== problem
  }

  function stop () {
    stream?.getTracks().forEach(track => track.stop())
    stream = video.srcObject = null
    part('camera').hidden = true
    part('open').hidden = false
    part('field').focus()
  }

  async function look (read) {
    while (stream) {
      const text = isBusy() || document.hidden ? '' : await read(video).catch(() => '')
      if (text && stream && !isBusy() && memory.isNew(text)) send(text)
      await wait(PAUSE)
    }
  }

  async function open () {
    tell('')
    try {
      stream = await navigator.mediaDevices.getUserMedia(CAMERA)
      video.srcObject = stream
      part('camera').hidden = false
      part('open').hidden = true
      const [read] = await Promise.all([makeReader(root.dataset), video.play()])
      await look(read)
    } catch (error) {
      stop()
      tell(error.name === 'NotAllowedError' ? 'refused' : 'missing')
    }
  }

  part('open').addEventListener('click', open)
  part('stop').addEventListener('click', stop)
}

// All of the page but the element and what it stands in.
function listOthers (element) {
  const found = []
  for (let each = element; each !== document.body; each = each.parentElement) {
    found.push(...[...each.parentElement.children].filter(other => other !== each))
  }
  return found
}

function runAnswer (root, part, memory) {
  const [answer, form, field] = ['answer', 'form', 'field'].map(part)
  // What lies under the answer is neither read out nor reached by keyboard.
  const cover = isCovered => listOthers(answer).forEach(other => { other.inert = isCovered })
  let shownAt = 0
  let asked = ''

  function show () {
    shownAt = Date.now()
    answer.hidden = false
    cover(true)
    part('next').focus()
    answer.dispatchEvent(new CustomEvent('verdict', { bubbles: true }))
  }

  function close () {
    answer.hidden = true
    answer.replaceChildren()
    cover(false)
    memory.refresh()
    field.focus()
  }

  function put (verdict) {
    answer.replaceChildren(verdict)
    show()
  }

  function giveUp () {
    put(part('unreachable').content.cloneNode(true))
  }

  // Whoever can answer without the portal takes the event, and shows the answer or gives up.
  function isTaken (name) {
    const detail = { text: asked, show: put, fail: giveUp }
    return !root.dispatchEvent(new CustomEvent(name, { cancelable: true, detail }))
  }

  function ask (event) {
    asked = field.value.trim()
    if (!isTaken('scanner:ask')) return
    event.preventDefault()
    event.stopImmediatePropagation()
    field.value = ''
  }

  function fail (event) {
    if (event.detail.xhr?.status === GONE) return location.reload()
    if (!isTaken('scanner:fail')) giveUp()
  }

  // The first letter of the next code is a key too: it goes into the field, which has the focus by then.
  function press (event) {
    if (event.target.closest('[data-scanner-answer] form')) return
    if (answer.hidden || event.key === 'Tab' || event.ctrlKey || event.altKey || event.metaKey) return
    const isLetter = event.key.length === 1 && event.key !== ' '
    if (!isLetter) event.preventDefault()
    if (isLetter || Date.now() - shownAt > SETTLE) close()
  }

  answer.addEventListener('htmx:afterSwap', show)
  answer.addEventListener('click', event => {
    if (!event.target.closest('[data-scanner-next]')) return
    event.preventDefault()
    close()
  })
  document.addEventListener('keydown', press)
  form.addEventListener('submit', ask, { capture: true })
  for (const name of ['sendError', 'responseError', 'timeout']) form.addEventListener(`htmx:${name}`, fail)
  form.addEventListener('htmx:beforeSend', () => { field.value = '' })
}

function run (root) {
  const part = name => root.querySelector(`[data-scanner-${name}]`)
  const memory = makeMemory()
  const answer = part('answer')

  // Before htmx hears of it: nothing is asked about nothing.
  part('form').addEventListener('submit', event => {
    if (part('field').value.trim()) return
    event.preventDefault()
    event.stopImmediatePropagation()
    part('field').focus()
  }, { capture: true })

  function send (text) {
    part('field').value = text
    part('send').click()
  }

  if (answer) runAnswer(root, part, memory)
  runCamera(root, part, { isBusy: () => answer !== null && !answer.hidden, send, memory })
}

document.querySelectorAll('[data-scanner]').forEach(run)

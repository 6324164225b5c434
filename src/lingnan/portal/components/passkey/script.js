// Passkeys (WebAuthn): allauth's JSON to the browser's buffers and back.

const BUFFERS = ['rawId', 'clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']

function toBuffer (text) {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, character => character.charCodeAt(0)).buffer
}

function toText (buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

function withIds (list = []) {
  return list.map(each => ({ ...each, id: toBuffer(each.id) }))
}

function prepare ({ publicKey }) {
  const ready = { ...publicKey, challenge: toBuffer(publicKey.challenge) }
  if (publicKey.user) ready.user = { ...publicKey.user, id: toBuffer(publicKey.user.id) }
  if (publicKey.allowCredentials) ready.allowCredentials = withIds(publicKey.allowCredentials)
  if (publicKey.excludeCredentials) ready.excludeCredentials = withIds(publicKey.excludeCredentials)
  return ready
}

function pick (source, names) {
  return Object.fromEntries(names.filter(name => source[name]).map(name => [name, toText(source[name])]))
}

function report (credential) {
  const { id, type, authenticatorAttachment, response } = credential
  return {
    id,
    type,
    authenticatorAttachment,
    ...pick(credential, BUFFERS),
    response: { ...pick(response, BUFFERS), transports: response.getTransports?.() },
    clientExtensionResults: credential.getClientExtensionResults()
  }
}

async function readOptions (button) {
  const here = document.getElementById(button.dataset.options)
  if (here) return JSON.parse(here.textContent)
  const answer = await fetch(button.form.action, { headers: { Accept: 'application/json' } })
  return answer.json()
}

async function create (options, form) {
  const publicKey = prepare(options.creation_options)
  const alone = form.elements.passwordless?.checked ?? true
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? 'required' : 'discouraged',
    requireResidentKey: alone,
    userVerification: alone ? 'required' : 'preferred'
  }
  return navigator.credentials.create({ publicKey })
}

async function get (options) {
  return navigator.credentials.get({ publicKey: prepare(options.request_options) })
}

const ACTS = { create, get }

async function ask (button) {
  const { form } = button
  const error = form.querySelector('[data-passkey-error]')
  error.hidden = true
  try {
    const credential = await ACTS[button.dataset.passkey](await readOptions(button), form)
    form.elements.credential.value = JSON.stringify(report(credential))
    form.submit()
  } catch {
    error.hidden = false
  }
}

document.addEventListener('click', event => {
  const button = event.target.closest('[data-passkey]')
  if (button) ask(button)
})

// Draws a DMN file: the graph of its decisions, and each of its tables.

import Viewer from 'dmn-js/lib/NavigatedViewer'
import { withLayout } from './layout.js'

function words (view, box) {
  return view.type === 'drd' ? box.dataset.graph : view.element.name
}

function makeTab (view, box, open) {
  const tab = document.createElement('button')
  tab.type = 'button'
  tab.className = 'button button-secondary'
  tab.textContent = words(view, box)
  tab.addEventListener('click', () => open(view))
  return tab
}

async function draw (box) {
  const canvas = box.querySelector('.decision-picture-canvas')
  const answer = await fetch(box.dataset.decisionPicture)
  if (!answer.ok) throw new Error(answer.statusText)
  const viewer = new Viewer({ container: canvas })
  await viewer.importXML(withLayout(await answer.text()))
  const tabs = box.querySelector('.decision-picture-tabs')
  const views = viewer.getViews()
  const open = async view => {
    if (view !== viewer.getActiveView()) await viewer.open(view)
    views.forEach((each, place) => tabs.children[place].setAttribute('aria-pressed', String(each === view)))
    canvas.dataset.view = view.type
    if (view.type === 'drd') viewer.getActiveViewer().get('canvas').zoom('fit-viewport', 'auto')
  }
  tabs.replaceChildren(...views.map(view => makeTab(view, box, open)))
  await open(viewer.getActiveView())
}

for (const box of document.querySelectorAll('[data-decision-picture]')) {
  draw(box).catch(() => {
    box.querySelector('.decision-picture-canvas').hidden = true
    box.querySelector('.decision-picture-failed').hidden = false
  })
}

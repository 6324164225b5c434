// Where the elements of a decision graph stand (DMN DI), for files that don't say: what is required below what requires it.

const DMNDI = 'https://www.omg.org/spec/DMN/20191111/DMNDI/'
const DC = 'http://www.omg.org/spec/DMN/20180521/DC/'
const DI = 'http://www.omg.org/spec/DMN/20180521/DI/'
const WIDTH = 190
const HEIGHT = 70
const ACROSS = 220
const DOWN = 130
const MOST_ACROSS = 4
const ASIDE = 0.62
const DRAWN = ['decision', 'inputData', 'businessKnowledgeModel', 'knowledgeSource']

const requirementsOf = element => [...element.children]
  .filter(child => /Requirement$/.test(child.localName))
  .map(child => ({ requirement: child, from: child.querySelector('[href]').getAttribute('href').slice(1) }))

/** How many steps above its deepest requirement each element stands, by id. */
function levels (elements) {
  const found = new Map()
  const level = id => {
    if (!found.has(id)) {
      const below = elements.has(id) ? requirementsOf(elements.get(id)).map(({ from }) => from) : []
      found.set(id, below.length ? 1 + Math.max(...below.map(level)) : 0)
    }
    return found.get(id)
  }
  for (const id of elements.keys()) level(id)
  return found
}

/** The elements in rows, what requires nothing first: a row a level, or more where one would be too wide. */
function rowsOf (elements) {
  const rows = []
  for (const [id, level] of levels(elements)) if (elements.has(id)) (rows[level] ??= []).push(id)
  return rows.flatMap(row => Array.from(
    { length: Math.ceil(row.length / MOST_ACROSS) },
    (_, place) => row.slice(place * MOST_ACROSS, (place + 1) * MOST_ACROSS)
  ).reverse())
}

/** How far a row stands aside, so that a line between two others passes beside a box that stands alone between them. */
const aside = (row, level) => row.length > 1 ? 0 : (level % 2 ? -ASIDE : ASIDE)

/** The upper left corner of each element, by id; each row is centred. */
function places (elements) {
  const rows = rowsOf(elements)
  const widest = Math.max(...rows.map(row => row.length))
  return new Map(rows.flatMap((row, level) => row.map((id, place) => [id, {
    x: (place + (widest - row.length) / 2 + aside(row, level)) * ACROSS,
    y: (rows.length - 1 - level) * DOWN
  }])))
}

function make (document, space, name, attributes, children = []) {
  const element = document.createElementNS(space, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...children)
  return element
}

function shape (document, id, { x, y }) {
  const bounds = make(document, DC, 'dc:Bounds', { x, y, width: WIDTH, height: HEIGHT })
  return make(document, DMNDI, 'dmndi:DMNShape', { id: `shape-${id}`, dmnElementRef: id }, [bounds])
}

function edge (document, requirement, from, to) {
  const points = [{ x: from.x + WIDTH / 2, y: from.y }, { x: to.x + WIDTH / 2, y: to.y + HEIGHT }]
  const waypoints = points.map(point => make(document, DI, 'di:waypoint', point))
  return make(document, DMNDI, 'dmndi:DMNEdge', { id: `edge-${requirement.id}`, dmnElementRef: requirement.id }, waypoints)
}

/** The file with a layout of its graph; as it is where it has one. */
export function withLayout (xml) {
  const document = new DOMParser().parseFromString(xml, 'application/xml')
  const root = document.documentElement
  const elements = new Map([...root.children].filter(each => DRAWN.includes(each.localName)).map(each => [each.id, each]))
  if (root.getElementsByTagNameNS(DMNDI, 'DMNDI').length || !elements.size) return xml
  const stands = places(elements)
  const edges = [...elements].flatMap(([id, element]) => requirementsOf(element)
    .filter(({ from }) => stands.has(from))
    .map(({ requirement, from }, place) => {
      requirement.id ||= `${id}-needs-${place + 1}`
      return edge(document, requirement, stands.get(from), stands.get(id))
    }))
  const shapes = [...stands].map(([id, place]) => shape(document, id, place))
  const diagram = make(document, DMNDI, 'dmndi:DMNDiagram', { id: 'layout' }, [...shapes, ...edges])
  root.append(make(document, DMNDI, 'dmndi:DMNDI', {}, [diagram]))
  return new XMLSerializer().serializeToString(document)
}

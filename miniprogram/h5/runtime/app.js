/** App(): one object for all pages, known before the first of them. */
export function createApp(run) {
  const application = { instance: null, launch }

  function launch() {
    window.App = (definition) => { application.instance = definition }
    run()
    delete window.App
  }

  return application
}

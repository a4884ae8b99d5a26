import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { createEngineWorker } from "#client/createEngineWorker.ts";
import { EngineClient } from "#client/engineClient.ts";
import { createI18n } from "#i18n/i18n.ts";
import { browserSource } from "#platform/browserSource.ts";
import { backendNames } from "#protocol/command.ts";
import { createAppStore } from "#store/appStore.ts";
import { App } from "#ui/App.tsx";
import { AppContext } from "#ui/state/appContext.tsx";
import { createCommands } from "#ui/state/commands.ts";
import { DatasetCache } from "#ui/state/datasetCache.ts";
import { foreignHashKeys, initialLanguage, isPresentingAtStart } from "#ui/state/preferences.ts";
import "#ui/styles/tokens.css";
import "#ui/styles/base.css";

const dataUrl = new URL("data/", document.baseURI).href;
const store = createAppStore(location.hash, foreignHashKeys);
store.look({ isPresenting: isPresentingAtStart() });
const engine = new EngineClient({ dataUrl, backends: backendNames, createPort: createEngineWorker });
engine.subscribe(store.receive);
const app = {
  store,
  engine,
  commands: createCommands(store, engine),
  datasets: new DatasetCache(browserSource(dataUrl)),
};

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <I18nextProvider i18n={createI18n(initialLanguage())}>
    <AppContext value={app}>
      <App />
    </AppContext>
  </I18nextProvider>,
);

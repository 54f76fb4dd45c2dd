// The canvas with its panel: what bpmn-js needs to edit our dialect, in the reader's language.
import Modeler from "bpmn-js/lib/Modeler";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import translations from "bpmn-js-i18n/translations/zn.js";
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from "bpmn-js-properties-panel";
import { CloudElementTemplatesPropertiesProviderModule } from "bpmn-js-element-templates";
import ZeebeBehaviorsModule from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import minimapModule from "diagram-js-minimap";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";

import chinese from "./chinese.js";
import templates from "./templates.json";

const words = { ...translations, ...chinese };

function translate(text, replacements = {}) {
  const said = words[text] ?? text;
  return said.replace(/{([^}]+)}/g, (_, name) => words[replacements[name]] ?? replacements[name] ?? `{${name}}`);
}

export function board({ canvas, panel, language }) {
  const spoken = language === "zh" ? [{ translate: ["value", translate] }] : [];
  const shared = { container: canvas, moddleExtensions: { zeebe } };
  if (!panel) return new NavigatedViewer({ ...shared, additionalModules: [...spoken, minimapModule] });
  const modeler = new Modeler({
    ...shared,
    propertiesPanel: { parent: panel },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ZeebePropertiesProviderModule,
      CloudElementTemplatesPropertiesProviderModule,
      ZeebeBehaviorsModule,
      minimapModule,
      ...spoken,
    ],
  });
  modeler.get("elementTemplatesLoader").setTemplates(templates);
  return modeler;
}

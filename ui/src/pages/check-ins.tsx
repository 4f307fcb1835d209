/** Check-ins: somebody is asked by text message whether they are all right, and others are told if they are not. */
import { listContacts, listProbes, myPhone, showSettings } from "../api/check-ins";
import { Contacts } from "../check-ins/contacts";
import { History } from "../check-ins/history";
import { SettingsForm } from "../check-ins/settings-form";
import { Status } from "../check-ins/status";
import { Shown } from "../parts/state";
import { useResource } from "../resource";
import { useTitle } from "../title";

/** How often the state is looked at again. */
const REFRESH_MS = 20_000;

async function loadAll(signal: AbortSignal) {
  const [settings, contacts, probes, phone] = await Promise.all([
    showSettings(signal),
    listContacts(signal),
    listProbes(signal),
    myPhone(signal),
  ]);
  return { settings, contacts, probes, phone };
}

export function CheckIns() {
  useTitle("Check-ins");
  const all = useResource("check-ins", loadAll, { everyMs: REFRESH_MS });
  return (
    <>
      <div class="head">
        <div>
          <h1>Check-ins</h1>
          <p>
            You are asked by text message whether you are all right. If you do not answer, the people below are told.
          </p>
        </div>
      </div>
      <Shown of={all} what="your check-ins" lines={6}>
        {({ settings, contacts, probes, phone }) => (
          <div class="stack">
            <Status settings={settings} contacts={contacts} changed={all.again} />
            <Contacts contacts={contacts} settings={settings} changed={all.again} />
            <SettingsForm settings={settings} phone={phone} changed={all.again} />
            <History probes={probes} />
          </div>
        )}
      </Shown>
    </>
  );
}

/** Who is told, in order. */
import { useState } from "preact/hooks";
import { type Contact, drill, orderContacts, removeContact, type Settings } from "../api/check-ins";
import { Confirm } from "../parts/confirm";
import { useAction } from "../parts/field";
import { Badge, Empty, type Level } from "../parts/state";
import { When } from "../parts/when";
import { ContactForm } from "./contact-form";

const CONSENTS: Record<Contact["consent"], [Level, string]> = {
  unasked: ["plain", "not asked"],
  told: ["warn", "told, has not agreed"],
  agreed: ["good", "agreed"],
  opted_out: ["bad", "wants no messages"],
};

type Props = { contacts: Contact[]; settings: Settings; changed: () => void };

export function Contacts({ contacts, settings, changed }: Props) {
  const [edited, setEdited] = useState<Contact | "new">();
  const [doomed, setDoomed] = useState<Contact>();
  const [drilling, setDrilling] = useState(false);
  const { busy, problem, run } = useAction();
  const move = (at: number, by: number) => {
    const order = contacts.map(({ id }) => id);
    const [one] = order.splice(at, 1);
    order.splice(at + by, 0, one as number);
    run(async () => {
      await orderContacts(order);
      changed();
    });
  };
  const emergency = contacts.filter(contact => contact.is_emergency_contact);
  return (
    <section class="card stack" aria-labelledby="contacts">
      <div class="row spread padded-top">
        <h2 id="contacts">Contacts, in the order in which they are told</h2>
        <div class="row">
          {emergency.length > 0 && (
            <button type="button" class="button" onClick={() => setDrilling(true)}>
              Drill
            </button>
          )}
          <button type="button" class="button primary" onClick={() => setEdited("new")}>
            Add a contact
          </button>
        </div>
      </div>
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <LastDrill settings={settings} contacts={contacts} />
      {contacts.length === 0 ? (
        <Empty title="Nobody would be told">
          <p>Add at least one emergency contact: without one, check-ins cannot be on.</p>
        </Empty>
      ) : (
        <ol class="contacts">
          {contacts.map((contact, at) => (
            <Row
              key={contact.id}
              contact={contact}
              up={0 < at && !busy ? () => move(at, -1) : undefined}
              down={at < contacts.length - 1 && !busy ? () => move(at, 1) : undefined}
              edit={() => setEdited(contact)}
              remove={() => setDoomed(contact)}
            />
          ))}
        </ol>
      )}
      {edited && (
        <ContactForm
          {...(edited === "new" ? {} : { contact: edited })}
          done={() => setEdited(undefined)}
          changed={changed}
        />
      )}
      {doomed && (
        <Confirm
          title={`Remove ${nameOf(doomed)}?`}
          text="They are not told of alarms any more."
          button="Remove"
          done={() => setDoomed(undefined)}
          act={async () => {
            await removeContact(doomed.id);
            changed();
          }}
        />
      )}
      {drilling && (
        <Confirm
          title="Send a drill?"
          text={`${emergency.map(nameOf).join(", ")} get a text message that says it is only a test.`}
          button="Send it"
          done={() => setDrilling(false)}
          act={async () => {
            await drill();
            changed();
          }}
        />
      )}
    </section>
  );
}

type RowProps = {
  contact: Contact;
  up: (() => void) | undefined;
  down: (() => void) | undefined;
  edit: () => void;
  remove: () => void;
};

function Row({ contact, up, down, edit, remove }: RowProps) {
  const [level, words] = CONSENTS[contact.consent];
  const name = nameOf(contact);
  return (
    <li class="row spread">
      <div>
        <b>{name}</b>
        <small class="block">
          {contact.phone_number} · {contact.email}
        </small>
      </div>
      <div class="row">
        {contact.is_emergency_contact ? (
          <Badge level={level}>{words}</Badge>
        ) : (
          <Badge level="plain">not for emergencies</Badge>
        )}
        <button type="button" class="button quiet" disabled={!up} onClick={up} aria-label={`Tell ${name} earlier`}>
          ↑
        </button>
        <button type="button" class="button quiet" disabled={!down} onClick={down} aria-label={`Tell ${name} later`}>
          ↓
        </button>
        <button type="button" class="button quiet" onClick={edit} aria-label={`Change ${name}`}>
          Change
        </button>
        <button type="button" class="button quiet danger" onClick={remove} aria-label={`Remove ${name}`}>
          Remove
        </button>
      </div>
    </li>
  );
}

function LastDrill({ settings: { drill }, contacts }: { settings: Settings; contacts: Contact[] }) {
  if (!drill) return null;
  const confirmed = contacts.filter(({ id }) => drill.confirmed_by.includes(id)).map(nameOf);
  return (
    <p class="soft padded-sides">
      The last drill was <When time={Date.parse(drill.at)} />.{" "}
      {confirmed.length ? `${confirmed.join(", ")} confirmed it.` : "Nobody has confirmed it yet."}
    </p>
  );
}

function nameOf({ first_name, last_name }: Contact): string {
  return `${first_name} ${last_name}`;
}

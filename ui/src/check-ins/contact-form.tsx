/** Adds a contact, or changes one. */
import { useEffect, useRef, useState } from "preact/hooks";
import { addContact, type Contact, changeContact } from "../api/check-ins";
import { Field, Form } from "../parts/field";

export function ContactForm({ contact, done, changed }: { contact?: Contact; done: () => void; changed: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [fields, setFields] = useState({
    first_name: contact?.first_name ?? "",
    last_name: contact?.last_name ?? "",
    phone_number: contact?.phone_number ?? "",
    email: contact?.email ?? "",
    is_emergency_contact: contact?.is_emergency_contact ?? true,
  });
  const set = (change: Partial<typeof fields>) => setFields({ ...fields, ...change });
  useEffect(() => dialog.current?.showModal(), []);
  const send = async () => {
    await (contact ? changeContact(contact.id, fields) : addContact(fields));
    dialog.current?.close();
    changed();
  };
  const cancel = (
    <button type="button" class="button" onClick={() => dialog.current?.close()}>
      Cancel
    </button>
  );
  return (
    <dialog ref={dialog} onClose={done} aria-labelledby="contact-title">
      <div class="stack">
        <h2 id="contact-title">{contact ? "Change a contact" : "Add a contact"}</h2>
        <Form send={send} button={contact ? "Save" : "Add"} also={cancel}>
          <div class="fields">
            <Field label="First name" required value={fields.first_name} onText={first_name => set({ first_name })} />
            <Field label="Last name" required value={fields.last_name} onText={last_name => set({ last_name })} />
            <Field
              label="Phone number"
              type="tel"
              required
              placeholder="+48 123 456 789"
              value={fields.phone_number}
              onText={phone_number => set({ phone_number })}
            />
            <Field label="E-mail" type="email" required value={fields.email} onText={email => set({ email })} />
          </div>
          <label class="row">
            <input
              type="checkbox"
              checked={fields.is_emergency_contact}
              onChange={event => set({ is_emergency_contact: event.currentTarget.checked })}
            />
            Tell them in an emergency
          </label>
          <small>An emergency contact gets a text message that says so, and may decline.</small>
        </Form>
      </div>
    </dialog>
  );
}

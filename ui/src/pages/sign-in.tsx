/** Signing in, and signing up where that is open. */
import { useState } from "preact/hooks";
import { signIn, signUp } from "../api/account";
import { ApiError } from "../api/error";
import logo from "../icons/well.svg";
import { Field, Form } from "../parts/field";
import { useTitle } from "../title";
import { ConsentOutcome } from "./consent-outcome";

export function SignIn({ signedIn, joining, next }: { signedIn: () => void; joining: boolean; next: string }) {
  return (
    <main>
      <div class="narrow stack">
        <p class="brand">
          <img src={logo} alt="" width="26" height="26" />
          Impulses
        </p>
        {/* Whoever began at the command line learns what came of it before they sign in here. */}
        <ConsentOutcome params={new URL(next, location.origin).searchParams} />
        {joining ? <Joining /> : <Entering signedIn={signedIn} />}
      </div>
    </main>
  );
}

function Entering({ signedIn }: { signedIn: () => void }) {
  useTitle("Sign in");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const send = async () => {
    await signIn(email, password).catch(error => {
      throw error instanceof ApiError && error.isSignedOut ? new ApiError(401, "E-mail or password is wrong.") : error;
    });
    signedIn();
  };
  return (
    <>
      <div class="card padded stack">
        <h1>Sign in</h1>
        <Form send={send} button="Sign in">
          <Field label="E-mail" type="email" autocomplete="username" required value={email} onText={setEmail} />
          <Field
            label="Password"
            type="password"
            autocomplete="current-password"
            required
            value={password}
            onText={setPassword}
          />
        </Form>
      </div>
      <p class="row spread">
        <a href="/account/forgot">Forgot your password?</a>
        <a href="/sign-up">New here? Sign up</a>
      </p>
    </>
  );
}

function Joining() {
  useTitle("Sign up");
  const [fields, setFields] = useState({ email: "", password: "", first: "", last: "" });
  const [sent, setSent] = useState(false);
  const set = (change: Partial<typeof fields>) => setFields({ ...fields, ...change });
  const send = async () => {
    await signUp(fields.email, fields.password, fields.first, fields.last).catch(error => {
      const closed = error instanceof ApiError && error.status === 404;
      throw closed ? new ApiError(404, "Nobody can sign up here by themselves. Ask whoever runs it.") : error;
    });
    setSent(true);
  };
  if (sent) {
    return (
      <div class="card padded stack">
        <h1>Look into your mail</h1>
        <p>A letter is on its way to {fields.email}. Its link confirms the address; then you can sign in.</p>
        <a href="/sign-in">Sign in</a>
      </div>
    );
  }
  return (
    <>
      <div class="card padded stack">
        <h1>Sign up</h1>
        <Form send={send} button="Sign up">
          <div class="fields">
            <Field
              label="First name"
              autocomplete="given-name"
              required
              value={fields.first}
              onText={first => set({ first })}
            />
            <Field
              label="Last name"
              autocomplete="family-name"
              required
              value={fields.last}
              onText={last => set({ last })}
            />
          </div>
          <Field
            label="E-mail"
            type="email"
            autocomplete="username"
            required
            value={fields.email}
            onText={email => set({ email })}
          />
          <Field
            label="Password"
            type="password"
            autocomplete="new-password"
            required
            minLength={8}
            hint="At least 8 characters; longer is better than odd."
            value={fields.password}
            onText={password => set({ password })}
          />
        </Form>
      </div>
      <p>
        <a href="/sign-in">You have an account? Sign in</a>
      </p>
    </>
  );
}

/** Who is asking: Express sessions in a cookie and Passport's local strategy, for requests and for sockets alike. */
import {ServerResponse} from "node:http";
import type {IncomingMessage} from "node:http";
import session from "express-session";
import {Passport} from "passport";
import {Strategy} from "passport-local";
import type {Request, RequestHandler, Response} from "express";
import type {ServerOptions} from "../options.ts";
import {Problem} from "../http/problem.ts";
import type {OwnerId} from "../store/schema.ts";
import type {AccountStore, OwnAccount} from "./account-store.ts";
import {isPassword} from "./password.ts";
import type {SignInStore} from "./sign-in-store.ts";

declare global {
  namespace Express {
    interface User extends OwnAccount {}
  }
}

export interface SignIns {
  /** Reads the cookie and finds the account, if there is one. */
  readonly middleware: readonly RequestHandler[];
  /** Checks the credentials in the body; throws `wrong-credentials`. */
  authenticate(request: Request, response: Response): Promise<OwnAccount>;
  /** Gives the browser a new session, signed in. */
  signIn(request: Request, account: OwnAccount): Promise<void>;
  signOut(request: Request, response: Response): Promise<void>;
  /** The account and session behind a socket's request; null when nobody is signed in. */
  find(request: IncomingMessage): Promise<{readonly account: OwnAccount; readonly sessionId: string} | null>;
}

const cookieName = "recto.session";

interface Parts {
  readonly accounts: AccountStore;
  readonly store: SignInStore;
  readonly secret: string;
  readonly options: Pick<ServerOptions, "publicAddress" | "signInMs">;
}

export function createSignIns({accounts, store, secret, options}: Parts): SignIns {
  const isHttps = options.publicAddress?.startsWith("https:") ?? false;
  const sessions = session({
    name: cookieName,
    secret,
    store,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    proxy: isHttps,
    cookie: {httpOnly: true, sameSite: "lax", secure: isHttps ? true : "auto", maxAge: options.signInMs, path: "/"},
  });

  const passport = new Passport();
  passport.use(
    new Strategy({usernameField: "email"}, (email, password, done) => {
      const found = accounts.findByEmail(email);
      isPassword(password, found?.passwordHash ?? null).then((same) => done(null, same && found ? found.account : false), done);
    }),
  );
  passport.serializeUser((user, done) => done(null, user.id));
  passport.deserializeUser((id: OwnerId, done) => done(null, accounts.find(id) ?? false));
  const middleware: RequestHandler[] = [sessions, passport.initialize() as RequestHandler, passport.session() as RequestHandler];

  return {
    middleware,
    authenticate: (request, response) =>
      new Promise((resolve, reject) => {
        const verdict = (error: unknown, user?: OwnAccount | false): void => {
          if (error) reject(error);
          else if (user) resolve(user);
          else reject(new Problem("wrong-credentials", "there is no account with this e-mail address and password"));
        };
        const check = passport.authenticate("local", verdict) as RequestHandler;
        Promise.resolve(check(request, response, (error) => reject(error))).catch(reject);
      }),
    signIn: (request, account) =>
      new Promise((resolve, reject) => request.logIn(account, (error: unknown) => (error ? reject(error) : resolve()))),
    async signOut(request, response) {
      await new Promise<void>((resolve, reject) => request.session.destroy((error: unknown) => (error ? reject(error) : resolve())));
      response.clearCookie(cookieName, {httpOnly: true, sameSite: "lax", secure: isHttps, path: "/"});
    },
    async find(incoming) {
      const request = incoming as Request;
      const response = new ServerResponse(incoming) as Response;
      for (const handler of middleware) {
        await new Promise<void>((resolve, reject) => {
          void handler(request, response, (error: unknown) => (error ? reject(error) : resolve()));
        });
      }
      return request.user ? {account: request.user, sessionId: request.sessionID} : null;
    },
  };
}

/** The owner of a signed-in request; throws `not-signed-in`. */
export function ownerOf(request: Request): OwnerId {
  return accountOf(request).id;
}

export function accountOf(request: Request): OwnAccount {
  if (!request.user) throw new Problem("not-signed-in", "sign in first");
  if (request.apiKey && !request.isKeyChecked) throw new Problem("missing-scope", "this address takes no API key: sign in");
  return request.user;
}

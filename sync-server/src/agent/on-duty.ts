import type { OnDuty } from '../store/store.ts';
import type { Agent } from './agent.ts';

/** The agent, for as long as this process has the duty of it: a new one each time, which reads everything again. */
export class AgentOnDuty implements OnDuty {
  readonly #newAgent: () => Agent;
  #agent: Agent | null = null;
  /** Beginnings and ends in the order they were told. */
  #turn: Promise<void> = Promise.resolve();

  constructor(newAgent: () => Agent) {
    this.#newAgent = newAgent;
  }

  begin(): void {
    this.#turn = this.#turn.then(async () => {
      this.#agent ??= this.#newAgent();
      await this.#agent.start();
    });
  }

  end(): void {
    this.#turn = this.#turn.then(async () => {
      await this.#agent?.stop();
      this.#agent = null;
    });
  }

  /** When all that came so far has been said; at once when another process has the duty. */
  async settled(): Promise<void> {
    await this.#turn;
    await this.#agent?.settled();
  }

  async tick(): Promise<void> {
    await this.#turn;
    await this.#agent?.tick();
  }

  async stop(): Promise<void> {
    this.end();
    await this.#turn;
  }
}

import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Prometheus metrics of this process. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: 'foyer_http_request_duration_seconds',
    help: 'Time from the first byte of a request to its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  private readonly sockets = new Gauge({
    name: 'foyer_sockets',
    help: 'Open sockets of the document half.',
    registers: [this.registry],
  });
  private readonly closes = new Counter({
    name: 'foyer_socket_closes_total',
    help: 'Sockets that were closed, by close code.',
    labelNames: ['code'],
    registers: [this.registry],
  });

  constructor(pool: { totalCount: number; idleCount: number; waitingCount: number }, mediaReady: () => boolean) {
    collectDefaultMetrics({ register: this.registry });
    const gauge = (name: string, help: string, read: () => number): void => {
      const metric: Gauge = new Gauge({ name, help, registers: [], collect: () => metric.set(read()) });
      this.registry.registerMetric(metric);
    };
    gauge('foyer_database_connections', 'Open connections to Postgres.', () => pool.totalCount);
    gauge('foyer_database_connections_idle', 'Open connections without work.', () => pool.idleCount);
    gauge('foyer_database_waiting', 'Requests that wait for a connection.', () => pool.waitingCount);
    gauge('foyer_media_ready', '1 while LiveKit answers.', () => (mediaReady() ? 1 : 0));
  }

  socketOpened(): void {
    this.sockets.inc();
  }

  socketClosed(code: number): void {
    this.sockets.dec();
    this.closes.inc({ code });
  }
}

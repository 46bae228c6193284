// SPDX-License-Identifier: Apache-2.0
// Sends what an application would, with the SDKs as they come: an error, nested spans, logs and a metric through @sentry/node, and
// nested spans, a log and a metric through OpenTelemetry's protobuf exporters. Usage: send.mjs DSN OTLP-URL. Prints the trace ids.
import * as Sentry from "@sentry/node";
import { ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

const [dsn, otlp] = process.argv.slice(2);

function chargeCard(order) {
  throw new RangeError(`card of order ${order} was declined`);
}

async function withSentry() {
  Sentry.init({ dsn, release: "live@1.0.0", environment: "test", tracesSampleRate: 1, enableLogs: true });
  let id;
  await Sentry.startSpan({ name: "POST /live/checkout", op: "http.server" }, async (root) => {
    id = root.spanContext().traceId;
    await Sentry.startSpan({ name: "SELECT live_carts", op: "db.query", attributes: { "db.system": "postgresql" } }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    Sentry.logger.info("live checkout began", { cart: "c-77" });
    Sentry.logger.error("live payment refused", { attempt: 3 });
    Sentry.metrics.count("live.orders", 5, { attributes: { kind: "book" } });
    Sentry.metrics.distribution("live.basket", 42.5, { unit: "millisecond" });
    try {
      chargeCard(4711);
    } catch (cause) {
      Sentry.captureException(new Error("live checkout failed", { cause }));
    }
  });
  await Sentry.flush(10000);
  return id;
}

async function withOpenTelemetry() {
  const resource = resourceFromAttributes({ "service.name": "live-otel", "service.version": "2.0.0" });
  const provider = new TracerProvider({
    resource,
    spanProcessors: [new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${otlp}/v1/traces` }) })],
  });
  const tracer = provider.getTracer("live");
  const root = tracer.startSpan("live otel request", { kind: 1 });
  const context = trace.setSpan(ROOT_CONTEXT, root);
  const child = tracer.startSpan("live otel query", { attributes: { "db.query.text": "SELECT 1" } }, context);
  child.recordException(new Error("live otel exception"));
  child.setStatus({ code: SpanStatusCode.ERROR, message: "refused" });
  child.end();
  root.end();
  const logs = new LoggerProvider({
    resource,
    processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${otlp}/v1/logs` }) })],
  });
  logs.getLogger("live").emit({ severityNumber: 13, severityText: "WARN", body: "live otel log", attributes: { shard: 7 }, context });
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: `${otlp}/v1/metrics` }),
    exportIntervalMillis: 60000,
  });
  const meters = new MeterProvider({ resource, readers: [reader] });
  meters.getMeter("live").createHistogram("live.otel.latency", { unit: "ms" }).record(17);
  await Promise.all([provider.forceFlush(), logs.forceFlush(), meters.forceFlush()]);
  await Promise.all([provider.shutdown(), logs.shutdown(), meters.shutdown()]);
  return root.spanContext().traceId;
}

const otel = await withOpenTelemetry();
const sentry = await withSentry();
console.log(`sentry ${sentry}`);
console.log(`otel ${otel}`);
await Sentry.close(5000);

/** Makes JSON text of values. JFinal's `Json`, without parsing. */
export interface Json {
  /** The value as JSON text: valid, and `'null'` for what JSON cannot hold. */
  toJson(value: unknown): string;
}

/** What a {@link JsonFactory} is told of the application. */
export interface JsonSettings {
  /** The pattern of `setJsonDatePattern`; `undefined`: none was set, dates are ISO 8601. */
  readonly datePattern: string | undefined;
}

/** Gives what makes JSON of values: JFinal's `IJsonFactory`. */
export interface JsonFactory {
  /** Called for each value; may give the same object each time. */
  getJson(settings: JsonSettings): Json;
}

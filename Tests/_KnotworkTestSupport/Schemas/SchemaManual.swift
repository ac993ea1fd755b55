import KnotworkFormats

/// The schemas as a manual for people: every key with its shape and its meaning.
package enum SchemaManual {
  private static let introduction = """
    # JSON documents

    Every verb has `--json`: one document, an object whose first keys are `schema` and `version`. What follows is written from
    the JSON Schemas in [Schemas](Schemas) (draft 2020-12), against which the tests check every document; after a change there,
    write it anew with `KNOTWORK_RECORD=1 swift test --filter ContractTests`.

    - Points, slopes, bends and volumes are in the coordinates of the domain: the inputs, in the units of the network's file, or
      `s` and `t` of a slice. Fits are in the units of their table.
    - `null` stands where something was not computed, because it would cost too much in so many dimensions or because there is
      none. A key that is not in every document is marked "not always": an option asks for it.
    - Layers and units are counted from 1; regions, rows and facets by their place in an array, from 0.
    - Doubles have the fewest digits that give them back. Equal input gives equal bytes, on any number of threads; only
      `seconds` (with `--timing`) differs.
    - The version grows when a key changes its meaning or goes (see decision 0040); new keys may come without.
    - Where a question is asked, and who says so, is in `domain`: without `--box` and `--data` the ranges of the network's file, or
      else [-1, 1] for each input (decisions 0063 and 0064).

    ## Network files

    An object with `"format": "knotwork-network"`, `"version": 1` and

    | key | shape | meaning |
    |---|---|---|
    | `inputs` | array of string | The names of the inputs; x1, x2, … where it is missing. *(not always)* |
    | `outputs` | array of string | The names of the outputs; y, or y1, y2, … where it is missing. *(not always)* |
    | `ranges` | array of [least, greatest] | For each input, in the order of `inputs`, its least and greatest value in the data that the network was made for; equal where it does not vary. It does not belong to the function: a reader that does not know the key may skip it, and Knotwork before decision 0063, which refuses keys that it does not know, reads the file without it. *(not always)* |
    | `layers` | array of object | From the inputs to the outputs. |
    | `layers[].weights` | array of array of number | One row for each unit. |
    | `layers[].bias` | array of number | One for each unit; none where it is missing. *(not always)* |
    | `layers[].activation` | string or array of string | `relu`, `linear`, `leaky_relu`; one for each unit where they differ. |
    | `layers[].slope` | number or array of number or null | For leaky_relu: the slope where a unit is inactive. *(not always)* |

    ## Questions

    Faces that have no options to parse ask with one object, which `Question` of KnotworkAnswers reads. The answer is the document
    of the verb; where there is none, `knotwork.error`. Members that are not known are refused.

    | key | shape | meaning |
    |---|---|---|
    | `question` | `"count"`, `"dissect"`, `"linear"`, `"verify"`, `"range"`, `"monotone"`, `"robust"`, `"cases"`, `"profile"`, `"locate"`, `"walk"`, `"eval"`, `"inspect"`, `"shape"`, `"equation"`, `"explain"`, `"effect"`, `"slopes"`, `"pieces"`, `"compare"`, `"variance"`, `"simplify"`, `"plot"`, `"page"`, `"fit"`, `"knots"`, `"approximate"`, `"plan"`, `"deal"`, `"work"`, `"gather"` | The verb; `deal` gives the units that cells are dealt into. |
    | `network` | object | A network, as in its file. *(not always)* |
    | `table` | object | Rows: for fits, for outputs at rows, and as a domain. *(not always)* |
    | `table.names` | array of string | The names of the columns. |
    | `table.columns` | array of array | For each name its values: numbers, texts, and null where one is missing. |
    | `table.target` | string | The column that was measured. *(not always)* |
    | `domain` | object | Where; without it the ranges of the table, those of the network's file, or [-1, 1]. *(not always)* |
    | `domain.box` | array of [lower, upper] | One interval for each input; with `slice` and `through` for s and t. *(not always)* |
    | `domain.where` | array of object | With `box`: half-spaces, `{"normal": […], "offset": …}` for normal · x ≤ offset. *(not always)* |
    | `domain.hull_pairs` | `"all"` or array of [input, input] | With a table: only where these pairs of inputs lie in the convex hull of their rows; within `box`, or the ranges of the table. *(not always)* |
    | `domain.polygon` | array of [x, y] | The corners of a convex polygon. *(not always)* |
    | `domain.slice` | object | A plane: `{"origin": […], "directions": [[…], […]]}`. *(not always)* |
    | `domain.through` | array of array of number | The plane through three points. *(not always)* |
    | `domain.whole_space` | boolean | All inputs. *(not always)* |
    | `options` | object | The long options of the verb with underscores; numbers, arrays of numbers, texts and booleans where the tool parses them: `{"knots": 2, "at": [1, 2.5], "band": true}`. For `locate` and `walk` points are `at`, `from`, `to`; for `plot` the colours are `appearance`, light or dark; without a network it draws the table; for `verify` the claims are `claim` or `claims`, texts, and `vnnlib`, the text of a file, `share` as the tool has it, `certify`, a boolean as for `range`, for proofs in the document, or `equals` is another network, with `within` and `output_names`; for `explain` the rows are those of `table`, `background` is an array of rows, `row` counts from 1, and `against` is `"mean"`, `"median"`, `"row:3"` or a point; for `compare` the second network is `other`, and `largest` as the tool has it; for `simplify` `error` is a number or a text as `"2%"`, and `round` a text or a number of digits; for `robust` the claim is `claim`, and the points are `point` or the rows of `table`; for distributed work the documents are `plan`, `unit`, `units` and `receipts`, `for` says what is planned, and `deal` without `cells` gives the first unit. *(not always)* |
    | `limits` | object | `seconds`, `regions` and `memory` (bytes): when to give up. *(not always)* |
    | `threads` | integer | How many threads may share the work; no answer depends on it. *(not always)* |


    """

  /// The whole manual.
  package static func markdown() throws -> String {
    try introduction
      + Contract.names().map { name in try section(name, Contract.schema(name)) }.joined(separator: "\n")
  }

  private static func section(_ name: String, _ schema: JSONValue) -> String {
    let parts = name.split(separator: "-")
    var text = "## \(parts[0]), version \(parts[1])\n\n\(schema["description"]?.string ?? "")\n\n"
    if let alternatives = schema["anyOf"]?.elements {
      text += "One of \(alternatives.compactMap { $0["$ref"]?.string.map(word) }.joined(separator: ", ")):\n\n"
    } else {
      text += table(schema)
    }
    if case .object(let definitions) = schema["$defs"] {
      for definition in definitions {
        text +=
          "\n### \(definition.key)\n\n\(definition.value["description"]?.string ?? "")\n\n" + table(definition.value)
      }
    }
    return text
  }

  private static func table(_ schema: JSONValue) -> String {
    let rows = rows(schema, prefix: "")
    return rows.isEmpty
      ? "" : "| key | shape | meaning |\n|---|---|---|\n" + rows.map { "| \($0.joined(separator: " | ")) |\n" }.joined()
  }

  private static func rows(_ schema: JSONValue, prefix: String) -> [[String]] {
    guard case .object(let members) = schema["properties"] else { return [] }
    let required = Set(schema["required"]?.elements?.compactMap(\.string) ?? [])
    return members.flatMap { member -> [[String]] in
      let meaning =
        (member.value["description"]?.string ?? "") + (required.contains(member.key) ? "" : " *(not always)*")
      let row = ["`\(prefix)\(member.key)`", shape(member.value), meaning]
      let (inner, suffix) = nested(member.value)
      return [row] + rows(inner, prefix: "\(prefix)\(member.key)\(suffix).")
    }
  }

  /// The object inside a value or an array of it, where it is not told elsewhere.
  private static func nested(_ schema: JSONValue) -> (JSONValue, suffix: String) {
    if let first = schema["anyOf"]?.elements?.first { return nested(first) }
    if let items = schema["items"], items["properties"] != nil { return (items, "[]") }
    return (schema, "")
  }

  private static func shape(_ schema: JSONValue) -> String {
    if let reference = schema["$ref"]?.string { return word(reference) }
    if let constant = schema["const"] { return literal(constant) }
    if let values = schema["enum"]?.elements { return values.map(literal).joined(separator: ", ") }
    if let choices = schema["anyOf"]?.elements { return choices.map(shape).joined(separator: " or ") }
    let names = schema["type"]?.string.map { [$0] } ?? schema["type"]?.elements?.compactMap(\.string) ?? []
    return names.map { name in
      name == "array" ? "array of \(schema["items"].map(shape) ?? "anything")" : name
    }.joined(separator: " or ")
  }

  private static func literal(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): "`\"\(text)\"`"
    case .number(let number): "`\(number == number.rounded() ? "\(Int(number))" : "\(number)")`"
    case .boolean(let flag): "`\(flag)`"
    default: "`null`"
    }
  }

  private static func word(_ reference: String) -> String { String(reference.split(separator: "/").last ?? "") }
}

import KnotworkFormats

/// Checks JSON documents against a JSON Schema (draft 2020-12), of which it knows what Documentation/Schemas uses: `type`,
/// `properties`, `required`, `additionalProperties`, `items`, `minItems`, `maxItems`, `minimum`, `enum`, `const`, `anyOf`, `$ref`
/// to `$defs`, and the notes `$schema`, `title`, `description`. A schema that says anything else is an offence itself.
package struct SchemaChecker {
  private let root: JSONValue
  private static let notes: Set<String> = ["$schema", "$defs", "title", "description"]

  /// A checker of one schema.
  package init(_ schema: JSONValue) { root = schema }

  /// Where a document breaks the schema, in words; empty where it does not.
  package func offences(of document: JSONValue) -> [String] { check(document, root, at: "$") }

  private func check(_ value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
    guard case .object(let members) = schema else { return ["\(path): the schema is no object"] }
    return members.flatMap { member in rule(member.key, member.value, schema, value, path) }
  }

  private func rule(
    _ name: String, _ rule: JSONValue, _ schema: JSONValue, _ value: JSONValue, _ path: String
  ) -> [String] {
    switch name {
    case _ where SchemaChecker.notes.contains(name): return []
    case "type": return type(rule, value, path)
    case "properties": return properties(rule, value, path)
    case "required": return required(rule, value, path)
    case "additionalProperties": return others(rule, schema, value, path)
    case "items":
      return (value.elements ?? []).enumerated().flatMap { index, element in
        check(element, rule, at: "\(path)[\(index)]")
      }
    case "minItems": return bound(value.elements.map { Double($0.count) }, atLeast: rule, "elements", path)
    case "maxItems": return bound(value.elements.map { Double($0.count) }, atMost: rule, "elements", path)
    case "minimum": return bound(value.number, atLeast: rule, "as value", path)
    case "enum": return rule.elements?.contains(value) == true ? [] : ["\(path): is none of the values allowed"]
    case "const": return rule == value ? [] : ["\(path): is not the value expected"]
    case "anyOf":
      let tries = (rule.elements ?? []).map { check(value, $0, at: path) }
      return tries.contains { $0.isEmpty } ? [] : ["\(path): fits none of \(tries.count): \(tries.compactMap(\.first))"]
    case "$ref":
      guard let name = rule.string, let key = name.split(separator: "/").last, name == "#/$defs/\(key)",
        let target = root["$defs"]?[String(key)]
      else { return ["\(path): the schema refers to nothing"] }
      return check(value, target, at: path)
    default: return ["\(path): the schema has \"\(name)\", which the checker does not know"]
    }
  }

  private func type(_ rule: JSONValue, _ value: JSONValue, _ path: String) -> [String] {
    let allowed = rule.string.map { [$0] } ?? rule.elements?.compactMap(\.string) ?? []
    let found: [String]
    switch value {
    case .null: found = ["null"]
    case .boolean: found = ["boolean"]
    case .number(let number): found = number == number.rounded() ? ["integer", "number"] : ["number"]
    case .string: found = ["string"]
    case .numbers, .array: found = ["array"]
    case .object: found = ["object"]
    }
    return allowed.contains(where: found.contains)
      ? [] : ["\(path): is \(found[0]), expected \(allowed.joined(separator: " or "))"]
  }

  private func properties(_ rule: JSONValue, _ value: JSONValue, _ path: String) -> [String] {
    guard case .object(let members) = value else { return [] }
    return members.flatMap { member in
      rule[member.key].map { check(member.value, $0, at: "\(path).\(member.key)") } ?? []
    }
  }

  private func required(_ rule: JSONValue, _ value: JSONValue, _ path: String) -> [String] {
    guard case .object = value else { return [] }
    return (rule.elements ?? []).compactMap(\.string).filter { value[$0] == nil }.map { "\(path): lacks \"\($0)\"" }
  }

  /// Members that `properties` does not name: refused, or checked by a schema of their own.
  private func others(_ rule: JSONValue, _ schema: JSONValue, _ value: JSONValue, _ path: String) -> [String] {
    guard case .object(let members) = value else { return [] }
    return members.filter { schema["properties"]?[$0.key] == nil }.flatMap { member in
      rule == .boolean(false)
        ? ["\(path): has \"\(member.key)\", which the schema does not name"]
        : check(member.value, rule, at: "\(path).\(member.key)")
    }
  }

  private func bound(_ number: Double?, atLeast rule: JSONValue, _ what: String, _ path: String) -> [String] {
    guard let number, let least = rule.number, number < least else { return [] }
    return ["\(path): \(number) \(what), expected at least \(least)"]
  }

  private func bound(_ number: Double?, atMost rule: JSONValue, _ what: String, _ path: String) -> [String] {
    guard let number, let most = rule.number, number > most else { return [] }
    return ["\(path): \(number) \(what), expected at most \(most)"]
  }
}

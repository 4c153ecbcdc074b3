// generator-bench SPEC: how long the generator takes for a document and for one of a hundred operations.
// generator-bench --write FILE: writes that one, for `ninja hundred_operations`, which compiles its service.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "generator/check/check.hpp"
#include "generator/cpp/generate.hpp"
#include "generator/document/parse.hpp"

namespace {

using namespace gasworks::generator;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

// A hundred operations on fifty kinds of things, each with parameters, a body and answers of its own.
std::string hundred_operations() {
    std::string text =
        "openapi: 3.0.3\ninfo: { title: Hundred, version: '1' }\nservers: [{ url: /api }]\npaths:\n";
    for (int i = 0; i < 50; ++i) {
        const std::string n = std::to_string(i);
        text +=
            "  /things" + n +
            "/{id}:\n    parameters:\n      - { name: id, in: path, required: true, schema: "
            "{ type: integer, minimum: 1 } }\n    get:\n      operationId: read_thing_" +
            n + "\n      tags: [group" + std::to_string(i % 5) +
            "]\n      parameters:\n"
            "        - { name: limit, in: query, schema: { type: integer, format: int32, default: 20 } }\n"
            "        - { name: tags, in: query, schema: { type: array, items: { type: string } } }\n"
            "        - { name: filter, in: query, style: deepObject, schema: { $ref: '#/components/schemas/"
            "Filter' } }\n      responses:\n        '200': { description: A., content: { application/json: "
            "{ schema: { $ref: '#/components/schemas/Thing" +
            n +
            "' } } } }\n"
            "        default: { $ref: '#/components/responses/Problem' }\n    put:\n"
            "      operationId: write_thing_" +
            n + "\n      tags: [group" + std::to_string(i % 5) +
            "]\n      requestBody: { required: true, content: { application/json: { schema: { $ref: "
            "'#/components/schemas/Thing" +
            n +
            "' } } } }\n      responses:\n"
            "        '201': { description: A., headers: { Location: { schema: { type: string } } }, content: "
            "{ "
            "application/json: { schema: { $ref: '#/components/schemas/Thing" +
            n +
            "' } } } }\n"
            "        default: { $ref: '#/components/responses/Problem' }\n";
    }
    text +=
        "components:\n  responses:\n    Problem: { description: P., content: { application/problem+json: { "
        "schema: { type: object } } } }\n  schemas:\n    Filter: { type: object, properties: { name: { type: "
        "string }, least: { type: number } } }\n";
    for (int i = 0; i < 50; ++i) {
        text +=
            "    Thing" + std::to_string(i) +
            ":\n      type: object\n      required: [id, name]\n      properties:\n"
            "        id: { type: integer, minimum: 1 }\n        name: { type: string, maxLength: 100 }\n"
            "        kind: { type: string, enum: [small, large, unknown] }\n"
            "        created: { type: string, format: date-time }\n"
            "        weights: { type: array, items: { type: number } }\n"
            "        owner: { type: object, required: [email], properties: { email: { type: string, format: "
            "email }, phone: { type: string } } }\n"
            "        labels: { type: object, additionalProperties: { type: string } }\n";
    }
    return text;
}

struct Run {
    Milliseconds time;
    std::size_t operations;
    std::size_t bytes;
};

Run run(const std::string& yaml) {
    const auto begin = Clock::now();
    const auto document = parse_document(yaml);
    if (!document) throw std::runtime_error("the document is not YAML");
    Diagnostics diagnostics;
    const Api api = check(*document, diagnostics);
    if (diagnostics.has_errors()) throw std::runtime_error("the document has errors");
    std::size_t bytes = 0;
    for (const auto& [name, text] : generate(api, yaml, *document, "bench"))
        bytes += text.size();
    return {Clock::now() - begin, api.operations.size(), bytes};
}

void print_row(const std::string& name, const std::string& yaml) {
    std::vector<Run> runs;
    runs.reserve(9);
    for (int i = 0; i < 9; ++i)
        runs.push_back(run(yaml));
    std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.time < b.time; });
    std::cout << std::left << std::setw(24) << name << std::right << std::setw(12) << runs[4].operations
              << std::setw(14) << yaml.size() << std::setw(14) << runs[4].bytes << std::setw(12) << std::fixed
              << std::setprecision(1) << runs[4].time.count() << '\n';
}

}  // namespace

int main(int count, char** arguments) try {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.size() == 2 && words[0] == "--write") {
        std::ofstream file(words[1]);
        file << hundred_operations();
        return file ? 0 : 1;
    }
    if (words.size() != 1) {
        std::cerr << "usage: generator-bench SPEC | generator-bench --write FILE\n";
        return 2;
    }
    std::ifstream spec(words[0], std::ios::binary);
    std::cout << "document                  operations    bytes read bytes written   median ms\n";
    print_row(words[0].substr(words[0].rfind('/') + 1), {std::istreambuf_iterator<char>(spec), {}});
    print_row("a hundred operations", hundred_operations());
} catch (const std::exception& error) {
    std::cerr << "generator-bench: " << error.what() << '\n';
    return 1;
}

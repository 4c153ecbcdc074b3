/// Any text as an OpenAPI document: it is refused with a reason, or C++ is written for it. A line "%%% NAME"
/// begins another file, to which the ones before can refer. Nothing is read from or written to the disk.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include "generator/bundle/bundle.hpp"
#include "generator/check/check.hpp"
#include "generator/cpp/generate.hpp"
#include "generator/document/json.hpp"
#include "generator/document/sources.hpp"
#include "generator/document/yaml.hpp"

using namespace gasworks::generator;

namespace {

void expect(bool holds) {
    if (!holds) std::abort();
}

// Small enough for many runs in a second; what these limits are for is tested with the real ones.
constexpr DocumentLimits limits{.bytes = 1U << 16U, .nodes = 5'000, .depth = 50, .keys = 500, .files = 8};

std::map<std::string, std::string> files_in(std::string_view input) {
    std::map<std::string, std::string> files;
    std::string name = "openapi.yaml";
    while (true) {
        const auto next = input.find("%%% ");
        files.emplace(name, input.substr(0, next));
        if (next == std::string_view::npos) return files;
        input.remove_prefix(next + 4);
        const auto end = input.find('\n');
        name = input.substr(0, end);
        if (end == std::string_view::npos) return files;
        input.remove_prefix(end + 1);
    }
}

void expect_reasons(const Diagnostics& diagnostics, const Sources& sources) {
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
        expect(!diagnostic.text.empty());
        expect(diagnostic.position.file < sources.names().size());
    }
}

// What is served is one document that says the same.
void expect_same(const Node& document) {
    const auto again = parse_document(yaml_of(document));
    expect(again.has_value());
    expect(json_of(*again) == json_of(document));
    expect(parse_document(json_of(document)).has_value());

    Sources sources;
    sources.add("bundle.yaml", yaml_of(document));
    Diagnostics diagnostics;
    const Bundle bundled = bundle(sources, diagnostics);
    expect(!bundled.changed);
    check(bundled.document, diagnostics);
    expect(!diagnostics.has_errors());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    const auto files = files_in(input);
    Sources sources(
        limits,
        [&](const std::filesystem::path& path, std::size_t limit) -> tl::expected<std::string, Unreadable> {
            const auto file = files.find(path.generic_string());
            if (file == files.end()) return tl::make_unexpected(Unreadable{"does not exist", false});
            if (file->second.size() > limit) return tl::make_unexpected(Unreadable{"is too large", true});
            return file->second;
        });
    if (!sources.open("openapi.yaml") || !sources.tree(0)) return 0;
    Diagnostics diagnostics;
    const Bundle bundled = bundle(sources, diagnostics);
    const Api api = check(bundled.document, diagnostics);
    expect_reasons(diagnostics, sources);
    if (diagnostics.has_errors()) return 0;
    for (const auto& [name, content] : generate(api, sources.text(0), bundled.document, "fuzzed"))
        expect(!name.empty() && !content.empty());
    expect_same(bundled.document);
    return 0;
}

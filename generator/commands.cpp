#include "generator/commands.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <system_error>

#include "generator/bundle/bundle.hpp"
#include "generator/check/check.hpp"
#include "generator/cpp/generate.hpp"
#include "generator/document/sources.hpp"
#include "generator/document/yaml.hpp"

namespace gasworks::generator {

namespace {

namespace fs = std::filesystem;

std::optional<std::string> content_of(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad()) return std::nullopt;
    return content;
}

bool write_when_changed(const fs::path& path, const std::string& content) {
    if (content_of(path) == content) return true;
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << content;
    file.close();
    return !file.fail();
}

std::unique_ptr<CheckedDocument> check_sources(Sources& sources, std::ostream& messages, int& exit_code) {
    exit_code = 1;
    if (!sources.tree(0)) {
        print(messages, sources.names(), sources.tree(0).error());
        return nullptr;
    }
    auto checked = std::make_unique<CheckedDocument>();
    Diagnostics diagnostics;
    Bundle bundled = bundle(sources, diagnostics);
    checked->document = std::move(bundled.document);
    checked->api = check(checked->document, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.sorted())
        print(messages, sources.names(), diagnostic);
    if (diagnostics.left_out() != 0)
        messages << "gasworks: there are " << diagnostics.left_out() << " more messages\n";
    if (diagnostics.has_errors()) return nullptr;
    checked->yaml = bundled.changed ? yaml_of(checked->document) : sources.text(0);
    checked->files = sources.names();
    exit_code = 0;
    return checked;
}

// A path in a rule for make.
std::string for_make(const std::string& path) {
    std::string result;
    for (const char c : path) {
        if (c == ' ' || c == '#') result += '\\';
        if (c == '$') result += '$';
        result += c;
    }
    return result;
}

std::string make_rule(const std::string& target, const std::vector<std::string>& files) {
    std::string rule = for_make(target) + ":";
    for (const std::string& file : files)
        rule += " \\\n  " + for_make(fs::absolute(file).lexically_normal().string());
    return rule + "\n";
}

}  // namespace

std::unique_ptr<CheckedDocument> read_and_check(const std::string& spec, std::ostream& messages,
                                                int& exit_code) {
    Sources sources;
    const auto file = sources.open(spec);
    if (file) return check_sources(sources, messages, exit_code);
    exit_code = file.error().too_large ? 1 : 2;
    if (file.error().too_large) {
        messages << spec << ":1:1: error: the document " << file.error().why << '\n';
    } else {
        messages << "gasworks: " << spec << ' ' << file.error().why << '\n';
    }
    return nullptr;
}

std::unique_ptr<CheckedDocument> check_text(std::string yaml, const std::string& spec, std::ostream& messages,
                                            int& exit_code) {
    Sources sources;
    sources.add(spec, std::move(yaml));
    return check_sources(sources, messages, exit_code);
}

int run_check(const std::string& spec, std::ostream& messages) {
    int exit_code = 0;
    read_and_check(spec, messages, exit_code);
    return exit_code;
}

int run_generate(const std::string& spec, const std::string& out, const std::string& name_space,
                 std::ostream& messages, const std::optional<DependencyFile>& dependencies) {
    if (!is_namespace(name_space)) {
        messages << "gasworks: --namespace " << name_space
                 << " is not a namespace; write identifiers with :: between\n";
        return 2;
    }
    int exit_code = 0;
    const auto checked = read_and_check(spec, messages, exit_code);
    if (!checked) return exit_code;
    std::error_code error;
    fs::create_directories(out, error);
    if (error) {
        messages << "gasworks: the folder " << out << " can't be made: " << error.message() << '\n';
        return 2;
    }
    std::map<std::string, std::string> files;
    for (auto& [name, content] : generate(checked->api, checked->yaml, checked->document, name_space))
        files[(fs::path(out) / name).string()] = std::move(content);
    if (dependencies) files[dependencies->path] = make_rule(dependencies->target, checked->files);
    for (const auto& [path, content] : files) {
        if (!write_when_changed(path, content)) {
            messages << "gasworks: " << path << " can't be written\n";
            return 2;
        }
    }
    return 0;
}

int run_bundle(const std::string& spec, const std::optional<std::string>& out, std::ostream& output,
               std::ostream& messages) {
    int exit_code = 0;
    const auto checked = read_and_check(spec, messages, exit_code);
    if (!checked) return exit_code;
    if (!out) {
        output << checked->yaml << std::flush;
    } else if (!write_when_changed(*out, checked->yaml)) {
        messages << "gasworks: " << *out << " can't be written\n";
        return 2;
    }
    if (output.good()) return 0;
    messages << "gasworks: the document can't be written\n";
    return 2;
}

}  // namespace gasworks::generator

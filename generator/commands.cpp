#include "generator/commands.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <ostream>
#include <system_error>

#include "generator/check/check.hpp"
#include "generator/cpp/generate.hpp"
#include "generator/document/parse.hpp"

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

}  // namespace

std::unique_ptr<CheckedDocument> read_and_check(const std::string& spec, std::ostream& messages,
                                                int& exit_code) {
    exit_code = 2;
    // A file of this size is not read at all.
    std::error_code error;
    const auto size = fs::file_size(spec, error);
    if (!error && size > DocumentLimits{}.bytes) {
        messages << spec << ":1:1: error: the document has more than " << DocumentLimits{}.bytes
                 << " bytes\n";
        exit_code = 1;
        return nullptr;
    }
    auto yaml = content_of(spec);
    if (!yaml) {
        messages << "gasworks: " << spec << " can't be read\n";
        return nullptr;
    }
    return check_text(*std::move(yaml), spec, messages, exit_code);
}

std::unique_ptr<CheckedDocument> check_text(std::string yaml, const std::string& spec, std::ostream& messages,
                                            int& exit_code) {
    exit_code = 1;
    auto checked = std::make_unique<CheckedDocument>();
    checked->yaml = std::move(yaml);
    auto document = parse_document(checked->yaml);
    if (!document) {
        print(messages, spec, document.error());
        return nullptr;
    }
    checked->document = *std::move(document);
    Diagnostics diagnostics;
    checked->api = check(checked->document, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.sorted())
        print(messages, spec, diagnostic);
    if (diagnostics.has_errors()) return nullptr;
    exit_code = 0;
    return checked;
}

int run_check(const std::string& spec, std::ostream& messages) {
    int exit_code = 0;
    read_and_check(spec, messages, exit_code);
    return exit_code;
}

int run_generate(const std::string& spec, const std::string& out, const std::string& name_space,
                 std::ostream& messages) {
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
    for (const auto& [name, content] : generate(checked->api, checked->yaml, checked->document, name_space)) {
        if (!write_when_changed(fs::path(out) / name, content)) {
            messages << "gasworks: " << (fs::path(out) / name).string() << " can't be written\n";
            return 2;
        }
    }
    return 0;
}

}  // namespace gasworks::generator

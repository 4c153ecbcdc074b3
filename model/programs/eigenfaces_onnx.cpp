#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string>

#include <CLI/CLI.hpp>

#include "model/onnx/onnx.hpp"
#include "model/replacing_file.hpp"

namespace {

using namespace eigenfaces;

void write(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    ReplacingFile file(path);
    file.write(bytes);
    file.publish();
    if (file.failure() != 0)
        throw std::runtime_error("can't write " + path.string() + ": " + std::strerror(file.failure()));
}

void export_model(const std::filesystem::path& from, const std::filesystem::path& to) {
    const auto model = ModelFile::map(from);
    if (!model) throw std::runtime_error(from.string() + ": " + model.error().message);
    const std::string bytes = write_onnx(*model);
    write(to, std::as_bytes(std::span(bytes)));
}

void import_model(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::ifstream file(from, std::ios::binary);
    if (!file) throw std::runtime_error("can't read " + from.string());
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const auto model = read_onnx(std::as_bytes(std::span(bytes)));
    if (!model) throw std::runtime_error(from.string() + ": " + model.error().message);
    write(to, write_model(model->to_trained_model()));
}

int run(int argc, char** argv) {
    CLI::App app("Models as ONNX files, which other programs run, and back.");
    app.require_subcommand(1);
    std::filesystem::path from;
    std::filesystem::path to;
    CLI::App* exporting = app.add_subcommand("export", "Make an ONNX file of a model file");
    CLI::App* importing = app.add_subcommand("import", "Make a model file of an ONNX file that was exported");
    for (CLI::App* command : {exporting, importing}) {
        command->add_option("FROM", from, "The file to read")->required();
        command->add_option("TO", to, "The file to write")->required();
    }
    CLI11_PARSE(app, argc, argv);
    exporting->parsed() ? export_model(from, to) : import_model(from, to);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "eigenfaces-onnx: " << failure.what() << "\n";
        return 1;
    }
}

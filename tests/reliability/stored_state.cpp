#include "tests/reliability/stored_state.hpp"

#include <algorithm>
#include <map>
#include <span>

#include <nlohmann/json.hpp>

#include "datasets/data_set.hpp"
#include "datasets/extract.hpp"
#include "model/model_file.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
namespace service = eigenfaces::service;
using Tree = std::map<std::string, std::string>;

Tree tree_of(const fs::path& folder) {
    Tree tree;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            tree[entry.path().lexically_relative(folder).string()] = contents_of(entry.path());
    }
    return tree;
}

const Tree& expected_tree() {
    static const Tree tree = [] {
        const TemporaryFolder folder;
        put_file(folder / "archive", small_faces().archive);
        if (!service::extract(folder / "archive", folder / "files", {}, nullptr, {}))
            throw std::runtime_error("the archive can't be extracted");
        return tree_of(folder / "files");
    }();
    return tree;
}

bool is_temporary(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with(".tmp-") || name.starts_with(".previous-") || name.ends_with(".partial");
}

class Inspection {
  public:
    explicit Inspection(const std::vector<std::string>& pictures) : pictures_(pictures) {}

    void look_at_data_sets(const fs::path& folder) {
        for (const fs::path& path : entries(folder)) {
            const auto data_set = service::read_data_set(path);
            if (!data_set) {
                wrong(path, data_set.error().message());
            } else if (data_set->digest.hex() != path.filename()) {
                wrong(path, "is another's");
            } else if (tree_of(path / "files") != expected_tree()) {
                wrong(path, "has not exactly the archive's files");
            }
        }
    }

    void look_at_workspace(const fs::path& folder) {
        for (const fs::path& path : entries(folder / "models")) {
            const std::string bytes = contents_of(path);
            const auto model = eigenfaces::ModelFile::read(std::as_bytes(std::span(bytes)));
            if (!model) wrong(path, model.error().message);
        }
        for (const fs::path& path : entries(folder / "uploads")) {
            if (std::find(pictures_.begin(), pictures_.end(), contents_of(path)) == pictures_.end())
                wrong(path, "is none of the uploaded pictures");
        }
        const fs::path choice = folder / "data_set.json";
        if (!fs::exists(choice)) return;
        const auto json = nlohmann::json::parse(contents_of(choice), nullptr, false);
        if (!json.is_object() || !json.contains("sha256")) wrong(choice, "is no choice");
    }

    /// Of a folder that may be missing: the paths that are not temporary.
    static std::vector<fs::path> entries(const fs::path& folder) {
        std::vector<fs::path> paths;
        if (!fs::exists(folder)) return paths;
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (!is_temporary(entry.path())) paths.push_back(entry.path());
        }
        return paths;
    }

    std::vector<std::string> found;

  private:
    void wrong(const fs::path& path, const std::string& what) { found.push_back(path.string() + ' ' + what); }
    const std::vector<std::string>& pictures_;
};

}  // namespace

std::vector<std::string> violations(const fs::path& data_dir, const std::vector<std::string>& pictures) {
    Inspection inspection(pictures);
    inspection.look_at_data_sets(data_dir / "datasets");
    for (const fs::path& workspace : Inspection::entries(data_dir / "workspaces"))
        inspection.look_at_workspace(workspace);
    return inspection.found;
}

std::vector<std::string> leftovers(const fs::path& data_dir) {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(data_dir)) {
        if (is_temporary(entry.path())) found.push_back(entry.path().string());
    }
    return found;
}

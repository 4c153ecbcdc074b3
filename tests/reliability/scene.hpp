#pragma once
#include <string>
#include <vector>

#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

/// An archive that a test serves.
struct ServedArchive {
    std::string path;
    std::string sha256;
};

/// The four steps of one running server, for any workspace. Each throws when there is no answer.
class Steps {
  public:
    Steps(const RunningServer& server, const FileServer& source) : server_(&server), source_(&source) {}

    Answer download(const std::string& workspace) const;
    Answer download(const std::string& workspace, const ServedArchive& archive) const;
    /// As JSON.
    Answer train(const std::string& workspace, int components = 8) const;
    Answer upload(const std::string& workspace, const std::string& name, const std::string& bytes) const;
    /// As JSON.
    Answer predict(const std::string& workspace, const std::string& name) const;
    Answer ready() const;

  private:
    std::string url(const std::string& path, const std::string& workspace) const;
    const RunningServer* server_;
    const FileServer* source_;
};

/// A data folder, and beside it a server with the data sets: small_faces() by default, and any number of
/// archives with the same contents and another checksum.
struct Scene {
    Scene();
    std::filesystem::path data() const { return folder / "data"; }
    std::vector<std::string> flags() const;
    /// \param rate bytes per second
    ServedArchive serve_again(unsigned number, std::optional<std::size_t> rate = std::nullopt);

    FileServer source;
    TemporaryFolder folder;
};

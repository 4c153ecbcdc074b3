#include "tests/reliability/scene.hpp"

#include "digest/sha256.hpp"

namespace {

const RequestHeaders as_json = {"Accept: application/json"};
const std::string steps = "/cloudmesh/EigenfacesSVM";

}  // namespace

std::string Steps::url(const std::string& path, const std::string& workspace) const {
    return server_->base() + path + "?id=" + workspace;
}

Answer Steps::download(const std::string& workspace) const {
    return http_request("POST", url(steps + "/download_data", workspace), as_json);
}

Answer Steps::download(const std::string& workspace, const ServedArchive& archive) const {
    return http_request("POST",
                        url(steps + "/download_data", workspace) + "&url=" + source_->url(archive.path) +
                            "&sha256=" + archive.sha256,
                        as_json);
}

Answer Steps::train(const std::string& workspace, int components) const {
    return http_request("POST",
                        url(steps + "/train", workspace) +
                            "&min_faces_per_person=" + std::to_string(small_faces().min_faces) +
                            "&n_components=" + std::to_string(components),
                        as_json);
}

Answer Steps::upload(const std::string& workspace, const std::string& name, const std::string& bytes) const {
    return http_upload(url("/cloudmesh/upload", workspace), {{"upload", name, bytes}});
}

Answer Steps::predict(const std::string& workspace, const std::string& name) const {
    return http_get(url(steps + "/predict", workspace) + "&image_file_paths=" + name, as_json);
}

Answer Steps::ready() const {
    return http_get(server_->base() + "/readyz");
}

Scene::Scene() {
    ServedFile file;
    file.body = small_faces().archive;
    source.serve("/faces.tgz", file);
}

std::vector<std::string> Scene::flags() const {
    return {"--dataset-url",      source.url("/faces.tgz"), "--dataset-sha256",
            small_faces().sha256, "--allow-dataset-url",    source.url("/again/")};
}

ServedArchive Scene::serve_again(unsigned number, std::optional<std::size_t> rate) {
    ServedFile file;
    file.body = small_faces().archive;
    // The time in gzip's header, which nobody reads.
    for (std::size_t byte = 0; byte < 4; ++byte)
        file.body[4 + byte] = static_cast<char>(number >> (8 * byte));
    file.rate = rate;
    const ServedArchive archive{"/again/" + std::to_string(number) + ".tgz",
                                eigenfaces::service::sha256_of(file.body).hex()};
    source.serve(archive.path, file);
    return archive;
}

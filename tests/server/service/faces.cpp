#include "tests/server/service/faces.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <stdexcept>
#include <vector>

#include "digest/sha256.hpp"
#include "tests/model/synthetic_faces.hpp"
#include "tests/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;

std::string packed(const fs::path& folder) {
    std::string bytes(64UL << 20U, '\0');
    std::size_t used = 0;
    const std::unique_ptr<archive, decltype(&archive_write_free)> out(archive_write_new(),
                                                                      archive_write_free);
    archive_write_add_filter_gzip(out.get());
    archive_write_set_format_ustar(out.get());
    archive_write_open_memory(out.get(), bytes.data(), bytes.size(), &used);
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
        if (!file.is_regular_file()) continue;
        const std::string contents = contents_of(file.path());
        const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                                  archive_entry_free);
        archive_entry_set_pathname(entry.get(),
                                   ("faces/" + fs::relative(file.path(), folder).string()).c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(contents.size()));
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_write_header(out.get(), entry.get());
        if (archive_write_data(out.get(), contents.data(), contents.size()) < 0)
            throw std::runtime_error("the archive is too large");
    }
    archive_write_close(out.get());
    bytes.resize(used);
    return bytes;
}

Faces drawn(std::size_t people, std::size_t pictures) {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), people, pictures);
    Faces faces;
    faces.archive = packed(folder.path());
    faces.sha256 = eigenfaces::service::sha256_of(faces.archive).hex();
    const std::string person = synthetic_faces::person_folder(0);
    faces.picture = contents_of(folder.path() / person / synthetic_faces::picture_file(0, 0));
    faces.person = person;
    for (char& c : faces.person) {
        if (c == '_') c = ' ';
    }
    faces.people = people;
    faces.pictures = people * pictures;
    faces.min_faces = pictures;
    return faces;
}

Faces real(const fs::path& data) {
    Faces faces;
    faces.archive = contents_of(data / "lfw7.tgz");
    faces.sha256 = eigenfaces::service::sha256_of(faces.archive).hex();
    faces.picture = contents_of(data / "example_image.jpg");
    faces.person = "George W Bush";
    faces.people = 7;
    faces.pictures = 1288;
    faces.min_faces = 70;
    faces.real = true;
    return faces;
}

}  // namespace

fs::path shared_folder() {
    return fs::path(GASWORKS_SOURCE_DIR) / ".." / "shared";
}

const Faces& faces() {
    static const Faces made =
        fs::exists(shared_folder() / "data" / "lfw7.tgz") ? real(shared_folder() / "data") : drawn(7, 20);
    return made;
}

const Faces& small_faces() {
    static const Faces made = drawn(4, 12);
    return made;
}
